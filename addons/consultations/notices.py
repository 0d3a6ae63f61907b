"""What people are told about a consultation by inbox and e-mail, besides what they see live."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.notifications.points import INBOX, declare_notice

from .audiences import (
    consultant_of,
    consultant_who_missed,
    consultation_of,
    customer_of,
    the_consultant,
    the_customer,
)
from .flow import ConsultationFlow
from .settling import digits, shares_for

FIELDS = {
    "number": _("the consultation's number"),
    "about": _("what it is about"),
    "customer": _("the customer's name"),
    "consultant": _("the consultant's name"),
    "reason": _("why"),
}
END_FIELDS = FIELDS | {
    "time": _("how long they talked"),
    "cost": _("what it cost"),
    "earned": _("what the consultant earned"),
    "why": _("why it ended"),
}


def facts(event: Event) -> dict[str, Any]:
    consultation = consultation_of(event)
    return {
        "number": str(consultation),
        "about": consultation.category.name,
        "customer": consultation.customer.get_full_name(),
        "consultant": consultation.provider.display_name,
        "reason": event.reason,
    }


def end_facts(event: Event) -> dict[str, Any]:
    consultation = consultation_of(event)
    cost = consultation.cost or Decimal(0)
    return facts(event) | {
        "time": digits(consultation.duration_s or 0),
        "cost": cost,
        "earned": shares_for(consultation, cost).net,
        "why": consultation.get_end_reason_display(),
    }


def page_of(event: Event) -> str:
    return consultation_of(event).get_absolute_url()


USUAL: dict[str, Any] = {"fields": FIELDS, "context": facts, "url": page_of}
AFTER_END: dict[str, Any] = {"fields": END_FIELDS, "context": end_facts, "url": page_of}
ENDS = (ConsultationFlow.end, ConsultationFlow.close)

declare_notice(
    "asked",
    after=ConsultationFlow.request,
    audience=consultant_of,
    title=_("Somebody asks to talk to you"),
    subject=_("{customer} asks to talk to you now"),
    text=_("{customer} asks to talk to you about {about}. Answer soon: they wait."),
    **USUAL,
)
declare_notice(
    "accepted",
    after=ConsultationFlow.accept,
    audience=customer_of,
    title=_("A consultant is ready for you"),
    subject=_("{consultant} is ready to talk"),
    text=_("{consultant} said yes. Open the page: it begins as soon as you both are there."),
    **USUAL,
)
declare_notice(
    "declined",
    after=ConsultationFlow.decline,
    audience=customer_of,
    title=_("A consultant has no time now"),
    subject=_("{consultant} has no time now"),
    text=_("{consultant} cannot talk now. Nothing was charged. {reason}"),
    channels=(INBOX,),
    **USUAL,
)
declare_notice(
    "missed",
    after=ConsultationFlow.miss,
    audience=customer_of,
    title=_("A talk did not come about"),
    subject=_("Your talk with {consultant} did not come about"),
    text=_("Nobody answered or came in time. Nothing was charged. Others may be there now."),
    channels=(INBOX,),
    **USUAL,
)
declare_notice(
    "missed_request",
    after=ConsultationFlow.miss,
    audience=consultant_who_missed,
    title=_("You missed a request"),
    subject=_("You missed {customer}"),
    text=_("{customer} wanted to talk and waited for your answer. Go off duty when you are away."),
    **USUAL,
)
declare_notice(
    "receipt",
    after=ENDS,
    audience=the_customer,
    title=_("A talk has ended"),
    subject=_("Your talk with {consultant}: {time}, {cost}"),
    text=_("{why}. You talked for {time}; it cost {cost}. The invoice is on the talk's page."),
    **AFTER_END,
)
declare_notice(
    "earned",
    after=ENDS,
    audience=the_consultant,
    title=_("You have earned from a talk"),
    subject=_("Talk with {customer}: {time}, you earn {earned}"),
    text=_("{why}. You talked for {time}; you earn {earned}."),
    channels=(INBOX,),
    **AFTER_END,
)
