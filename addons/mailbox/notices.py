"""What people at the desk are told about mails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.notifications.points import declare_notice
from addons.tickets.models import Ticket
from addons.tickets.querysets import works

from .flow import MailFlow


def ticket_of(event: Event) -> Ticket | None:
    found: Ticket | None = (
        Ticket.objects.with_people().filter(pk=event.arguments.get("ticket")).first()
    )
    return found


def its_agent(event: Event) -> Iterable[int]:
    ticket = ticket_of(event)
    return () if ticket is None or ticket.agent_id is None else (ticket.agent_id,)


def facts(event: Event) -> dict[str, Any]:
    ticket = ticket_of(event)
    return {
        "number": ticket.number if ticket else "",
        "customer": ticket.customer.get_full_name() if ticket else "",
        "remark": event.arguments.get("remark", ""),
    }


def page_of(event: Event) -> str:
    ticket = ticket_of(event)
    return ticket.get_absolute_url() if ticket else ""


def is_at_the_desk(user: Any) -> bool:
    return bool(works(user))


declare_notice(
    "came_back",
    after=MailFlow.note_bounce,
    audience=its_agent,
    title=_("A mail to a customer came back"),
    subject=_("{number}: our mail to {customer} came back"),
    text=_("They read the answer only on its page. Their mail server says: {remark}"),
    fields={
        "number": _("the ticket's number"),
        "customer": _("the customer's name"),
        "remark": _("what the mail server says"),
    },
    context=facts,
    url=page_of,
    concerns=is_at_the_desk,
    channels=("inbox",),
)
