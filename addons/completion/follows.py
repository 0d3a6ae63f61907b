"""What a job's steps do to its confirmation, its ticket and its work session, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.faults import fault
from addons.base.points import follows
from addons.base.uploads import attach
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.points import end_work, follow_its_end, take_up_work

from .asking import (
    COMPLETION,
    close_ticket,
    complain,
    give_ticket,
    least_busy,
    open_ticket,
    raise_priority,
)
from .conditions import open_request
from .extends.jobs_job import ANSWERS, JobCompletion
from .flow import CompletionFlow
from .models import CompletionRequest
from .states import Outcome

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change
    from addons.base.workflow.declare import Body
    from addons.jobs.models import Job

# --- asked -----------------------------------------------------------------------------------


@follows(JobFlow.complete)
def confirm_or_ask(job: Job, change: Change) -> None:
    """Who finishes their own job confirms it by that; everybody else only says so."""
    if change.actor.pk == job.customer_id:
        perform(job, JobCompletion.verify, actor=change.actor, via=Door.FOLLOW_UP)
    else:
        ask(job, requested_by=change.actor.pk)


@follows(JobCompletion.request_completion)
def end_the_work_and_ask(job: Job, change: Change) -> None:
    end_work(job)
    request = ask(job, requested_by=change.actor.pk, note=change.arguments["note"])
    attach(request, change.arguments["photos"])


@follows(JobCompletion.ask_late)
def ask_after_all(job: Job, change: Change) -> None:
    ask(job, requested_by=job.completed_by_id)


def ask(job: Job, *, requested_by: Any, note: str = "") -> CompletionRequest:
    data = {"job": job.pk, "requested_by": requested_by, "note": note}
    return create(CompletionRequest, actor=COMPLETION, data=data, via=Door.FOLLOW_UP)


# --- answered --------------------------------------------------------------------------------


@follows(*ANSWERS)
def take_the_answer(job: Job, change: Change) -> None:
    request = asked(job)
    said = change.arguments
    if job.is_confirmed:
        feedback = said.get("feedback", "")
        move(request, CompletionFlow.approve, by=job.customer_id, feedback=feedback)
        close_ticket(request.ticket, _("The customer confirmed the work."))
        return
    close_ticket(request.ticket, _("The customer answered."))
    complaint = complain(job, said["issues"], actor=change.actor)
    fault("completion:complained")
    move(
        request,
        CompletionFlow.reject,
        by=job.customer_id,
        issues=said["issues"],
        ticket=complaint.pk,
    )
    take_up_work(job)


# --- followed up -----------------------------------------------------------------------------


@follows(JobCompletion.escalate_completion)
def follow_up(job: Job, change: Change) -> None:
    """An agent gets the ticket, and with it the follow-up."""
    request = asked(job)
    ticket = open_ticket(job, request)
    fault("completion:escalated")
    move(request, CompletionFlow.escalate, ticket=ticket.pk, agent=ticket.agent_id)


@follows(JobCompletion.initiate_followup)
def let_somebody_follow_up(job: Job, change: Change) -> None:
    """Whoever is named, else who has the least to do, else whoever begins it."""
    request, agent = asked(job), change.arguments["agent"]
    if not request.is_followed_up:
        opened = open_ticket(job, request)
        agent = agent or opened.agent or change.actor
        by = change.actor.pk
        move(request, CompletionFlow.escalate, ticket=opened.pk, agent=agent.pk, asked_by=by)
    else:
        agent = agent or least_busy(job.customer_id) or change.actor
        move(request, CompletionFlow.hand_over, agent=agent.pk)
    give_ticket(asked(job).ticket, agent)


@follows(JobCompletion.log_contact)
def write_down_the_attempt(job: Job, change: Change) -> None:
    move(asked(job), CompletionFlow.log_attempt, **change.arguments, agent=change.actor.pk)


@follows(JobCompletion.complete_by_support, JobCompletion.auto_complete)
def end_the_follow_up(job: Job, change: Change) -> None:
    request = asked(job)
    outcome = change.arguments.get("outcome", Outcome.AUTO_COMPLETED)
    notes = change.arguments.get("notes", "")
    step: Body = CompletionFlow.auto_approve
    if outcome == Outcome.CUSTOMER_CONFIRMED:
        step = CompletionFlow.approve
    elif outcome == Outcome.CUSTOMER_DISPUTED:
        step = CompletionFlow.reject
    move(request, step, by=change.actor.pk, outcome=outcome, notes=notes)
    fault("completion:followed-up")
    if job.is_confirmed:
        close_ticket(request.ticket, _("The work counts as confirmed."))
    else:
        raise_priority(request.ticket)


@follows(JobCompletion.settle_dispute)
def go_on_after_the_dispute(job: Job, change: Change) -> None:
    last = CompletionRequest.objects.of(job).order_by("-round").first()
    close_ticket(last and last.ticket, _("The dispute is settled."))
    if not job.get_state().final:
        take_up_work(job)


# After the others: money, reviews and what else hangs on it find the confirmation at its end.
follows(
    *ANSWERS,
    JobCompletion.verify,
    JobCompletion.complete_by_support,
    JobCompletion.auto_complete,
    JobCompletion.settle_dispute,
)(follow_its_end)


def asked(job: Job) -> CompletionRequest:
    request = open_request(job)
    assert request is not None  # the condition saw to it
    return request


def move(request: CompletionRequest, step: Body, **data: Any) -> None:
    perform(request, step, actor=COMPLETION, data=data, via=Door.FOLLOW_UP)
