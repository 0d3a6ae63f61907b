"""What people hear at once of a ticket; its page itself follows the record's own topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.events.chain import plain
from addons.base.points import tells
from addons.base.workflow.compose import flow_of

from .audiences import ticket_of
from .flow import TicketFlow
from .models import Ticket

if TYPE_CHECKING:
    from addons.base.models import Event


@tells(
    TicketFlow.assign,
    TicketFlow.wait,
    TicketFlow.answer,
    TicketFlow.resolve,
    TicketFlow.close,
    TicketFlow.fall_silent,
    TicketFlow.hear,
    TicketFlow.reply,
    TicketFlow.reopen,
    TicketFlow.escalate,
)
def tell_both_sides(event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    ticket = ticket_of(event)
    message = {
        "type": "ticket_update",
        "event": flow_of(Ticket).transitions[event.transition].event,
        "ticket_id": ticket.pk,
        "number": ticket.number,
        "message": sentence(event, ticket),
        "timestamp": plain(event.at),
    }
    hearers = {ticket.agent_id}
    if event.transition != TicketFlow.escalate.__name__:
        hearers.add(ticket.customer_id)
    for person in hearers - {event.actor_id}:
        if person is not None:
            yield person, message


def sentence(event: Event, ticket: Ticket) -> str:
    sentences = {
        "assign": _("{number} has somebody who looks after it."),
        "wait": _("{number} waits for an answer."),
        "answer": _("{number} was answered."),
        "resolve": _("{number} is resolved."),
        "close": _("{number} is closed."),
        "fall_silent": _("{number} is closed."),
        "hear": _("{number} has a new message."),
        "reply": _("{number} has a new message."),
        "reopen": _("{number} is open again."),
        "escalate": _("{number} is escalated to you."),
    }
    return sentences[event.transition].format(number=ticket.number)
