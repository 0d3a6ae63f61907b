"""What people are told around a confirmation by inbox and e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.base.surfaces.console.sites import viewset_of
from addons.base.workflow.declare import Body
from addons.base.workflow.states import Text
from addons.jobs.models import Job
from addons.notifications.points import declare_notice

from .audiences import (
    agent_asking,
    both_asked,
    both_sides,
    customer_asked,
    customer_if_by_themselves,
    if_by_an_agent,
    if_by_themselves,
    job_of,
    provider_asking,
    provider_if_just_finished,
    request_of,
)
from .extends.jobs_job import JobCompletion
from .flow import CompletionFlow
from .models import CompletionRequest
from .querysets import follows_up

FIELDS = {
    "number": _("the job's number"),
    "service": _("what was done"),
    "customer": _("the customer's name"),
    "provider": _("the provider's name"),
    "until": _("until when the customer can answer"),
    "note": _("what the provider says of the work"),
    "issues": _("what is wrong"),
    "feedback": _("a word of the customer to the provider"),
}
OF_JOB = {name: FIELDS[name] for name in ("number", "service", "customer", "provider")} | {
    "reason": _("why our support decided so"),
    "state": _("how the job stands now"),
}


def facts(event: Event) -> dict[str, Any]:
    request = request_of(event)
    return facts_of(request.job) | {
        "until": request.deadline,
        "note": request.note,
        "issues": request.issues,
        "feedback": request.feedback,
    }


def facts_of(job: Job) -> dict[str, Any]:
    return {
        "number": job.number,
        "service": job.category.name,
        "customer": job.customer.get_full_name(),
        "provider": job.provider.display_name if job.provider else _("the provider"),
    }


def facts_of_decision(event: Event) -> dict[str, Any]:
    job = job_of(event)
    return facts_of(job) | {"reason": event.reason, "state": job.state_label}


def page_of(event: Event) -> str:
    return request_of(event).get_absolute_url()


def page_of_job(event: Event) -> str:
    return job_of(event).get_absolute_url()


def console_page_of(event: Event) -> str:
    pages = viewset_of(CompletionRequest)
    return pages.record_url(event.record_id) if pages else reverse("wagtailadmin_home")


def tell(
    name: str,
    whom: Callable[[Event], Iterable[int]],
    *,
    after: Body | Iterable[Body],
    title: Text,
    subject: Text,
    text: Text,
    **more: Any,
) -> None:
    usual: dict[str, Any] = {"fields": FIELDS, "context": facts, "url": page_of}
    declare_notice(
        name, after=after, audience=whom, title=title, subject=subject, text=text, **usual | more
    )


# --- asked -----------------------------------------------------------------------------------

tell(
    "asked",
    customer_asked,
    after=CompletionFlow.ask,
    title=_("Work waits for your confirmation"),
    subject=_("{service}: is everything done?"),
    text=_(
        "{provider} has finished {service}. {note}\n"
        "Please look at it and confirm it on its page until {until}, or say there what is wrong."
    ),
    locked=("inbox",),
)
tell(
    "waits",
    provider_asking,
    after=CompletionFlow.ask,
    title=_("A customer is asked to confirm your work"),
    subject=_("{number}: {customer} is asked to confirm"),
    text=_("We have asked {customer} whether {service} is done. They can answer until {until}."),
    channels=("inbox",),
)
tell(
    "reminded",
    customer_asked,
    after=CompletionFlow.remind,
    title=_("A confirmation is still missing"),
    subject=_("Please confirm {service} until {until}"),
    text=_(
        "You have not said yet whether {service} by {provider} is done. Confirm it on its page "
        "until {until}, or say what is wrong. After that our support asks you."
    ),
)

# --- answered --------------------------------------------------------------------------------

tell(
    "confirmed",
    if_by_themselves,
    after=CompletionFlow.approve,
    title=_("A customer confirms your work"),
    subject=_("{number}: {customer} confirms your work"),
    text=_("{customer} says that {service} is done. {feedback}"),
)
tell(
    "thanked",
    customer_if_by_themselves,
    after=CompletionFlow.approve,
    title=_("You have confirmed work"),
    subject=_("{number} is confirmed"),
    text=_("You have confirmed {service} by {provider}. Thank you."),
    channels=("inbox",),
)
tell(
    "finished_by_customer",
    provider_if_just_finished,
    after=JobCompletion.verify,
    title=_("A customer finishes and confirms a job"),
    subject=_("{number}: {customer} says that it is done"),
    text=_("{customer} has finished {service} and confirmed your work by that."),
    fields={name: OF_JOB[name] for name in ("number", "service", "customer", "provider")},
    context=lambda event: facts_of(job_of(event)),
    url=page_of_job,
)
tell(
    "not_right",
    if_by_themselves,
    after=CompletionFlow.reject,
    title=_("A customer says what is wrong"),
    subject=_("{number}: please put it right"),
    text=_(
        "{customer} is not content with {service}:\n{issues}\n"
        "The job is open again. Talk to them, put it right and ask them to confirm again."
    ),
    locked=("inbox",),
)
tell(
    "heard",
    customer_if_by_themselves,
    after=CompletionFlow.reject,
    title=_("You have said what is wrong"),
    subject=_("{number}: we have told {provider}"),
    text=_(
        "{provider} knows what to put right, and our support looks at it too. Nothing is paid "
        "before you confirm."
    ),
)

# --- followed up -----------------------------------------------------------------------------

tell(
    "followed_up",
    customer_asked,
    after=CompletionFlow.escalate,
    title=_("Our support asks whether work is done"),
    subject=_("{service}: we still need your answer"),
    text=_(
        "We have not heard whether {service} by {provider} is done. Our support will get in touch. "
        "You can still answer on its page."
    ),
)
tell(
    "followed_up_provider",
    provider_asking,
    after=CompletionFlow.escalate,
    title=_("Our support asks a customer about your work"),
    subject=_("{number}: our support asks {customer}"),
    text=_("{customer} has not confirmed {service} in time. Our support asks them."),
)
tell(
    "to_follow_up",
    agent_asking,
    after=(CompletionFlow.escalate, CompletionFlow.hand_over),
    title=_("A confirmation needs a follow-up"),
    subject=_("{number}: ask {customer} whether it is done"),
    text=_("{customer} has not said whether {service} by {provider} is done. Please ask them."),
    url=console_page_of,
    concerns=follows_up,
)
tell(
    "answered_to_support",
    if_by_an_agent,
    after=CompletionFlow.approve,
    title=_("Work is confirmed to our support"),
    subject=_("{number} is confirmed"),
    text=_("{customer} told our support that {service} by {provider} is done."),
)
tell(
    "disputed",
    if_by_an_agent,
    after=CompletionFlow.reject,
    title=_("Work is disputed"),
    subject=_("{number} is disputed"),
    text=_(
        "{customer} told our support that {service} by {provider} is not right. Our support looks "
        "at it and decides; nothing is paid until then."
    ),
)
tell(
    "completed_unanswered",
    both_asked,
    after=CompletionFlow.auto_approve,
    title=_("Work counts as done without an answer"),
    subject=_("{number} counts as done"),
    text=_(
        "{customer} could not be reached about {service} by {provider}, so the work counts as done. "
        "If something is wrong, write to our support."
    ),
)
tell(
    "settled",
    both_sides,
    after=JobCompletion.settle_dispute,
    title=_("Our support settles a dispute"),
    subject=_("{number}: our support has decided"),
    text=_("{service} by {provider}: {state}. {reason}"),
    fields=OF_JOB,
    context=facts_of_decision,
    url=page_of_job,
    locked=("inbox",),
)
