"""What people hear at once of a ticket; its page itself follows the record's own topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.events.chain import plain
from addons.base.points import tells
from addons.base.workflow.compose import flow_of

from .audiences import enquiry_of, ticket_of
from .enquiry_flow import EnquiryFlow
from .flow import TicketFlow
from .models import Enquiry, Ticket

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


@tells(
    EnquiryFlow.assign,
    EnquiryFlow.hear,
    EnquiryFlow.answer,
    EnquiryFlow.link,
    EnquiryFlow.end,
    EnquiryFlow.fall_silent,
)
def tell_both_who_write(event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    enquiry = enquiry_of(event)
    message = {
        "type": "enquiry_update",
        "event": flow_of(Enquiry).transitions[event.transition].event,
        "enquiry_id": enquiry.pk,
        "number": enquiry.number,
        "ticket_id": enquiry.ticket_id,
        "message": words_of(event).format(number=enquiry.number),
        "timestamp": plain(event.at),
    }
    for person in {enquiry.agent_id, enquiry.customer_id} - {event.actor_id}:
        if person is not None:
            yield person, message


def words_of(event: Event) -> str:
    sentences = {
        "assign": _("{number}: somebody is there."),
        "hear": _("{number} has a new message."),
        "answer": _("{number} has a new message."),
        "link": _("{number} goes on in a ticket."),
    }
    return sentences.get(event.transition) or _("{number} has ended.")
