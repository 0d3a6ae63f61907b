"""The thread of a ticket: what is said in it, and what comes of that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from addons.base.workflow import Actor, Door, Forbidden, Refused, System, may
from addons.base.workflow.declare import Body
from addons.base.workflow.doors import create, perform
from addons.base.workflow.unit import unit_of_work
from addons.chat import points as chat
from addons.chat.models import Conversation, Message

from .flow import TicketFlow
from .models import Ticket, TicketCategory
from .states import CLOSED, RESOLVED, WAITING

THREAD = System("tickets.thread")
SUBJECT = 120


def thread_of(ticket: Ticket) -> Conversation | None:
    found: Conversation | None = Conversation.objects.about(ticket).first()
    return found


def ticket_of(conversation: Conversation) -> Ticket:
    ticket: Ticket = Ticket.objects.select_related("customer", "category", "merged_into").get(
        pk=conversation.about_id
    )
    return ticket


def begin_thread(
    ticket: Ticket, *, via: Door, files: Iterable[Any], carried: Iterable[Message]
) -> None:
    """What was said already or else the description, which is the customer's first message."""
    conversation = chat.begin(ticket, [ticket.customer])
    said = chat.carry(carried, conversation, actor=THREAD, via=Door.FOLLOW_UP)
    files = list(files)
    if not said or files:
        text = "" if said else ticket.description
        chat.say(conversation, actor=ticket.customer, via=via, text=text, files=files)


def owes_an_answer(messages: Iterable[Message], customer_id: Any) -> bool:
    """Whether the customer had the last word."""
    last = [message for message in messages if not message.internal][-1:]
    return any(message.sender_id == customer_id for message in last)


def say(
    conversation: Conversation,
    *,
    actor: Actor,
    via: Door,
    text: str,
    files: Iterable[Any] = (),
    internal: bool = False,
) -> Message:
    """Say it where it belongs: a merged ticket's answers go on in the other one, and what comes too
    late for this one begins a new ticket that is linked to it."""
    ticket = ticket_of(conversation)
    if internal and not may(actor, "tickets.work_ticket", ticket):
        raise Forbidden
    told = {"actor": actor, "via": via, "text": text, "files": files, "internal": internal}
    if actor.pk != ticket.customer_id or internal:
        return chat.say(conversation, **told)  # type: ignore[arg-type]
    while ticket.merged_into is not None:
        ticket = ticket.merged_into
    if not ticket.takes_answers:
        return ask_anew(ticket, actor=actor, via=via, text=text, files=files)
    thread = thread_of(ticket)
    assert thread is not None  # each ticket has one from its first moment
    return chat.say(thread, **told)  # type: ignore[arg-type]


def ask_anew(
    ticket: Ticket, *, actor: Actor, via: Door, text: str, files: Iterable[Any]
) -> Message:
    """A new ticket that follows from the old one; its first message is what was said."""
    files = list(files)
    category = ticket.category
    if not category.is_active:
        category = TicketCategory.objects.active().first() or category
    data = {
        "subject": (ticket.subject or _("Your question"))[:SUBJECT],
        "category": category.slug,
        "description": text if text.strip() or not files else _("See what is attached."),
        "related": about(ticket, actor),
        "attachments": [file.pk for file in files],
        "follow_up_of": ticket.pk,
    }

    def work() -> Message:
        made = create(Ticket, actor=actor, data=data, via=via)
        thread = thread_of(made)
        assert thread is not None
        first: Message = thread.messages.order_by("pk")[0]
        return first

    return unit_of_work(work)


def about(ticket: Ticket, actor: Actor) -> str:
    """The related record as a form names it, if it is still there to be seen."""
    from .related import related_record  # what reads other records stands in one file

    return f"{ticket.related_type}:{ticket.related_id}" if related_record(ticket, actor) else ""


def heard(conversation: Conversation, message: Message, actor: Actor, via: Door) -> None:
    """What a message does to its ticket, by whichever door it came. Internal ones do nothing."""
    if message.internal or is_first(conversation, message):
        return
    # Locked before it is looked at, so that nobody resolves it in between.
    ticket = Ticket.objects.select_for_update(no_key=True).get(pk=conversation.about_id)
    if message.sender_id != ticket.customer_id:
        data = {"message": message.pk}
        perform(ticket, TicketFlow.answer, actor=actor, data=data, via=Door.FOLLOW_UP)
    else:
        hear(ticket, actor=actor)


def hear(ticket: Ticket, *, actor: Actor) -> None:
    """The customer has the last word: it goes on, and an answer is owed."""
    step: Body
    if ticket.state == WAITING.key:
        step = TicketFlow.reply
    elif ticket.state in (RESOLVED.key, CLOSED.key):
        if not ticket.takes_answers:
            raise Refused("too_late", _("It is closed for good. Ask anew."))
        step = TicketFlow.reopen
    else:
        step = TicketFlow.hear
    perform(ticket, step, actor=actor, via=Door.FOLLOW_UP)


def is_first(conversation: Conversation, message: Message) -> bool:
    return not conversation.messages.filter(pk__lt=message.pk).exists()
