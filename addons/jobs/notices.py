"""What people are told about a job by inbox and e-mail, besides what they see live."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.base.surfaces.console.sites import viewset_of
from addons.base.workflow.declare import Body
from addons.base.workflow.states import Text
from addons.notifications.points import declare_notice

from .audiences import (
    both_sides,
    both_sides_at_the_end,
    customer_of,
    dispatchers,
    former_provider,
    if_it_must_be_agreed,
    if_it_was_moved,
    is_provider,
    job_of,
    provider_of,
    who_had_it,
)
from .conditions import steers
from .flow import JobFlow
from .models import Job, Offer
from .offer_flow import OfferFlow

FIELDS = {
    "number": _("the job's number"),
    "service": _("what is to be done"),
    "customer": _("the customer's name"),
    "provider": _("the provider's name"),
    "when": _("when it is to be done"),
    "total": _("what it costs"),
    "reason": _("why, if the other side may know"),
}


# --- what, and where it leads ----------------------------------------------------------------


def facts(event: Event) -> dict[str, Any]:
    job = job_of(event)
    provider = former_provider(event) if event.transition == "unassign" else job.provider
    return facts_of(job) | {
        "provider": provider.display_name if provider else _("nobody yet"),
        "reason": event.reason,
    }


def facts_of(job: Job) -> dict[str, Any]:
    return {
        "number": job.number,
        "service": job.category.name,
        "customer": job.customer.get_full_name(),
        "when": job.scheduled_at or _("as soon as possible"),
        "total": job.total,
    }


def facts_with_new_time(event: Event) -> dict[str, Any]:
    job = job_of(event)
    return facts(event) | {"proposed": job.proposed_time or job.scheduled_at}


def page_of(event: Event) -> str:
    return job_of(event).get_absolute_url()


def console_page_of(event: Event) -> str:
    pages = viewset_of(Job)
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
    usual = {"fields": FIELDS, "context": facts, "url": page_of}
    declare_notice(
        name, after=after, audience=whom, title=title, subject=subject, text=text, **usual | more
    )


# --- offers ----------------------------------------------------------------------------------


def offer_of(event: Event) -> Offer:
    offers = Offer.objects.select_related("job__category", "job__customer", "provider")
    offer: Offer = offers.get(pk=event.record_id)
    return offer


def offer_facts(event: Event) -> dict[str, Any]:
    offer = offer_of(event)
    return facts_of(offer.job) | {"area": offer.job.area, "until": offer.expires_at}


tell(
    "offered",
    lambda event: [offer_of(event).provider.user_id],
    after=OfferFlow.make,
    title=_("A job is offered to you"),
    subject=_("{service} for {customer}: answer until {until}"),
    text=_(
        "{customer} asks for {service}, {when}. {area}\n"
        "The customer pays {total}. Open the offer and accept or reject it until {until}."
    ),
    fields={
        **{name: FIELDS[name] for name in ("number", "service", "customer", "when", "total")},
        "area": _("about where"),
        "until": _("when the offer ends"),
    },
    context=offer_facts,
    url=lambda event: offer_of(event).job.get_absolute_url(),
    concerns=is_provider,
)
tell(
    "accepted",
    customer_of,
    after=JobFlow.accept,
    title=_("A provider accepts your booking"),
    subject=_("{provider} has accepted your request"),
    text=_("{provider} does {service} for you: {when}. You can write to them on the job's page."),
)
tell(
    "nobody_found",
    customer_of,
    after=JobFlow.call_dispatcher,
    title=_("Nobody was found for your booking yet"),
    subject=_("We are looking for somebody for {service}"),
    text=_(
        "Nobody near was free for {number}. Our staff is looking for somebody and tells you. "
        "You can choose another provider yourself on the job's page."
    ),
)
tell(
    "needs_dispatcher",
    dispatchers,
    after=JobFlow.call_dispatcher,
    title=_("A job needs a dispatcher"),
    subject=_("{number} needs somebody: {service}"),
    text=_("Nobody took {number} for {customer}, {when}. Assign it to somebody."),
    url=console_page_of,
    concerns=steers,
)

# --- who has it ------------------------------------------------------------------------------

tell(
    "provider_found",
    customer_of,
    after=JobFlow.assign,
    title=_("We found a provider for you"),
    subject=_("{provider} comes for {service}"),
    text=_("We have given {number} to {provider}: {when}. You can write to them on its page."),
)
tell(
    "given",
    provider_of,
    after=JobFlow.assign,
    title=_("Our staff gives you a job"),
    subject=_("{number} is yours: {service} for {customer}"),
    text=_("You have been given {service} for {customer}, {when}. If you cannot, give it back."),
    concerns=is_provider,
)
tell(
    "taken_back",
    who_had_it,
    after=(JobFlow.assign, JobFlow.unassign),
    title=_("Our staff takes a job back"),
    subject=_("{number} is no longer yours"),
    text=_("{number}, {service} for {customer}, has been taken back. You need not go there."),
    concerns=is_provider,
)
tell(
    "given_back",
    customer_of,
    after=JobFlow.unassign,
    title=_("Your provider cannot come"),
    subject=_("{provider} cannot come for {service}"),
    text=_("{provider} has given {number} back. We are looking for somebody else and tell you."),
)

# --- when ------------------------------------------------------------------------------------

tell(
    "time_asked",
    if_it_must_be_agreed,
    after=JobFlow.reschedule,
    title=_("The other side asks for another time"),
    subject=_("Another time for {number}?"),
    text=_("Could {service} be done {proposed}? Agree to it on the job's page, or keep {when}."),
    fields=FIELDS | {"proposed": _("the time that is asked for")},
    context=facts_with_new_time,
)
tell(
    "moved",
    if_it_was_moved,
    after=JobFlow.reschedule,
    title=_("A job gets another time"),
    subject=_("{number} has a new time: {when}"),
    text=_("{service} is to be done {when}. If that does not suit you, ask for another time."),
)
tell(
    "time_agreed",
    both_sides,
    after=JobFlow.agree_to_time,
    title=_("The new time is agreed"),
    subject=_("Agreed: {number} is done {when}"),
    text=_("The new time for {service} is {when}."),
)
tell(
    "time_kept",
    both_sides,
    after=JobFlow.keep_time,
    title=_("The old time stays"),
    subject=_("{number} stays as planned: {when}"),
    text=_("The other time did not suit. {service} is done as planned: {when}."),
)

# --- the work --------------------------------------------------------------------------------

tell(
    "started",
    customer_of,
    after=JobFlow.start,
    title=_("The work starts"),
    subject=_("{provider} has started"),
    text=_("{provider} has started with {service}. Tell us on the job's page when it is done."),
    channels=("inbox",),
)
tell(
    "completed",
    both_sides_at_the_end,
    after=JobFlow.complete,
    title=_("The work is done"),
    subject=_("{number} is done: {total}"),
    text=_("{service} by {provider} for {customer} is done. The total is {total}."),
)
tell(
    "cancelled",
    both_sides,
    after=JobFlow.cancel,
    title=_("A job is cancelled"),
    subject=_("{number} is cancelled"),
    text=_("{service} for {customer}, {when}, is cancelled: {reason}"),
)
