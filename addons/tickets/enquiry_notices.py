"""What people are told about an enquiry, by inbox: who is there reads it on the page at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.notifications.points import declare_notice

from .audiences import enquiry_of, who_answers, writer_of
from .enquiry_flow import EnquiryFlow
from .querysets import watches

FIELDS = {
    "number": _("the enquiry's number"),
    "customer": _("the customer's name"),
    "agent": _("who looks after it"),
    "opening": _("how it began"),
}


def facts(event: Event) -> dict[str, Any]:
    enquiry = enquiry_of(event)
    return {
        "number": enquiry.number,
        "customer": enquiry.customer.get_full_name(),
        "agent": enquiry.agent.get_full_name() if enquiry.agent is not None else _("Support"),
        "opening": enquiry.opening,
    }


def page_of(event: Event) -> str:
    return enquiry_of(event).get_absolute_url()


def is_at_the_desk(user: Any) -> bool:
    return bool(watches(user))


USUAL: dict[str, Any] = {
    "fields": FIELDS,
    "context": facts,
    "url": page_of,
    "channels": ("inbox",),
}

declare_notice(
    "enquiry_answered",
    after=EnquiryFlow.answer,
    audience=writer_of,
    title=_("Support has written to you"),
    subject=_("{agent} has written to you"),
    text=_("Read it and go on there."),
    **USUAL,
)
declare_notice(
    "enquiry_linked",
    after=EnquiryFlow.link,
    audience=writer_of,
    title=_("What you wrote has become a ticket"),
    subject=_("What you wrote goes on in a ticket"),
    text=_("It takes a little longer. Nothing you wrote is lost, and we answer you there."),
    **USUAL,
)
declare_notice(
    "enquiry_ended",
    after=EnquiryFlow.fall_silent,
    audience=writer_of,
    title=_("A conversation with us ended by itself"),
    subject=_("Your conversation with us has ended"),
    text=_("We have not heard from you since our answer. Write again whenever you like."),
    **USUAL,
)
declare_notice(
    "enquiry_assigned",
    after=EnquiryFlow.assign,
    audience=who_answers,
    title=_("A customer writes to you"),
    subject=_("{customer} writes to you: {opening}"),
    text=_("{number} is yours."),
    concerns=is_at_the_desk,
    **USUAL,
)
declare_notice(
    "enquiry_heard",
    after=EnquiryFlow.hear,
    audience=who_answers,
    title=_("A customer has written on"),
    subject=_("{customer} wrote: {opening}"),
    text=_("{number} has a new message."),
    concerns=is_at_the_desk,
    **USUAL,
)
