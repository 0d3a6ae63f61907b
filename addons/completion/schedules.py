"""What time does to confirmations. Due is what the row says; these only make it visible."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import one_by_one, perform_many
from addons.base.workflow.doors import perform
from addons.jobs.models import Job
from addons.jobs.states import COMPLETED

from .extends.jobs_job import JobCompletion
from .flow import CompletionFlow
from .models import CompletionRequest

TAKE_IN = System("completion.take_in")


@scheduled(cron="10 * * * *", summary=_("Lets the support ask where a customer does not confirm."))
def escalate() -> int:
    actor = System("completion.escalate")
    late = jobs_of(CompletionRequest.objects.overdue())
    return perform_many(
        late, JobCompletion.escalate_completion, actor=actor, via=Door.SCHEDULE
    ).done


@scheduled(cron="40 */12 * * *", summary=_("Reminds customers to confirm the work."))
def remind() -> int:
    actor, due = System("completion.remind"), CompletionRequest.objects.to_remind()
    return perform_many(due, CompletionFlow.remind, actor=actor, via=Door.SCHEDULE).done


@scheduled(cron="0 2 * * *", summary=_("Completes what nobody could be reached about."))
def complete() -> int:
    actor = System("completion.complete")
    due = jobs_of(CompletionRequest.objects.to_complete())
    return perform_many(due, JobCompletion.auto_complete, actor=actor, via=Door.SCHEDULE).done


@scheduled(cron="25 * * * *", summary=_("Asks about work that was finished unasked."))
def take_in() -> int:
    """By an override, or before this addon was on. What lies further back than customers have time
    to answer counts as confirmed: nobody is asked about last year's work."""
    unasked = Job.objects.filter(state=COMPLETED.key)
    unasked = unasked.exclude(completion_requests__in=CompletionRequest.objects.open())
    return one_by_one(unasked.select_related("category").order_by("pk"), take_in_one).done


def take_in_one(job: Job) -> None:
    time_to_answer = timedelta(hours=job.category.policy.confirmation_hours)
    is_old = job.state_since + time_to_answer <= clock.now()
    step = JobCompletion.verify if is_old else JobCompletion.ask_late
    perform(job, step, actor=TAKE_IN, version=job.version, via=Door.SCHEDULE)


@scheduled(cron="35 * * * *", summary=_("Ends questions about jobs whose state was set by hand."))
def end_what_is_decided() -> int:
    decided = CompletionRequest.objects.open().exclude(job__state=COMPLETED.key)
    return one_by_one(decided.select_related("job").order_by("pk"), end_one).done


def end_one(request: CompletionRequest) -> None:
    """Without a body or a follow-up of its job: an override moves nothing else."""
    step = CompletionFlow.auto_approve if request.job.is_confirmed else CompletionFlow.reject
    data = {"notes": str(_("Its job was set by hand."))}
    perform(request, step, actor=TAKE_IN, data=data, via=Door.SCHEDULE)


def jobs_of(requests: QuerySet[Any]) -> QuerySet[Any]:
    """In the order of their deadlines, so that who waits longest comes first."""
    return Job.objects.filter(completion_requests__in=requests).order_by(
        "completion_requests__deadline", "pk"
    )
