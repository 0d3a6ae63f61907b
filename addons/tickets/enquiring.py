"""What is said in an enquiry and what comes of it, until it ends or goes on in a ticket."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from addons.base.workflow import Actor, Conflict, Door, Forbidden, Refused, may
from addons.base.workflow.doors import create, perform
from addons.base.workflow.unit import unit_of_work
from addons.chat import points as chat
from addons.chat.models import Conversation, Message

from .enquiry_flow import EnquiryFlow
from .models import Enquiry, Ticket
from .saying import THREAD, hear, is_first, owes_an_answer, thread_of
from .saying import say as say_in_ticket
from .states import Source

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

TRIES = 3


def talk_of(enquiry: Enquiry) -> Conversation:
    """What is said in it: each has one from its first moment."""
    talk: Conversation = Conversation.objects.about(enquiry)[0]
    return talk


def begin_talk(enquiry: Enquiry, *, via: Door, text: str, files: Iterable[Any]) -> None:
    talk = chat.begin(enquiry, [enquiry.customer])
    chat.say(talk, actor=enquiry.customer, via=via, text=text, files=list(files))


def write(customer: Any, *, via: Door, text: str, files: Iterable[Any] = ()) -> Message:
    """A customer writes to us: where they do already, or else in a new enquiry.

    Of two who begin at once, or one who writes while it ends, the second looks again.
    """
    files = list(files)
    for _attempt in range(TRIES):
        going_on = Enquiry.objects.going_on().of_customer(customer).first()
        if going_on is not None:
            talk = talk_of(going_on)
            try:
                return chat.say(talk, actor=customer, via=via, text=text, files=files)
            except Conflict as conflict:
                if conflict.code != "ended":
                    raise
                continue
        data = {"text": text, "attachments": [file.pk for file in files]}
        try:
            made = create(Enquiry, actor=customer, via=via, data=data)
        except IntegrityError:
            continue
        except Refused as refusal:
            if refusal.code != "goes_on":
                raise
            continue
        first: Message = talk_of(made).messages.order_by("pk")[0]
        return first
    raise Conflict


def say(
    conversation: Conversation,
    *,
    actor: Actor,
    via: Door,
    text: str,
    files: Iterable[Any] = (),
    internal: bool = False,
) -> Message:
    """Say it where it belongs: in the enquiry, in the ticket in which it goes on, or in a new one."""
    enquiry = Enquiry.objects.select_related("ticket").get(pk=conversation.about_id)
    if internal and not may(actor, "tickets.work_ticket", enquiry):
        raise Forbidden
    told: dict[str, Any] = {"actor": actor, "via": via, "text": text, "files": list(files)}
    if enquiry.goes_on:
        try:
            return chat.say(conversation, **told, internal=internal)
        except Conflict as conflict:
            if conflict.code != "ended":
                raise
            enquiry = Enquiry.objects.select_related("ticket").get(pk=enquiry.pk)
    thread = thread_of(enquiry.ticket) if enquiry.ticket is not None else None
    if thread is not None:
        return say_in_ticket(thread, **told, internal=internal)
    if actor.pk != enquiry.customer_id or internal:
        raise has_ended()
    return write(actor, **{name: told[name] for name in ("via", "text", "files")})


def has_ended() -> Conflict:
    return Conflict(_("It has ended; what was said can still be read."), code="ended")


def heard(conversation: Conversation, message: Message, actor: Actor, via: Door) -> None:
    """What a message does to its enquiry, by whichever door it came."""
    if is_first(conversation, message):
        return
    # Locked before it is looked at, so that nobody ends it in between.
    enquiry = Enquiry.objects.select_for_update(no_key=True).get(pk=conversation.about_id)
    if not enquiry.goes_on:
        raise has_ended()
    if message.internal:
        return
    if message.sender_id != enquiry.customer_id:
        data = {"message": message.pk}
        perform(enquiry, EnquiryFlow.answer, actor=actor, data=data, via=Door.FOLLOW_UP)
    else:
        perform(enquiry, EnquiryFlow.hear, actor=actor, via=Door.FOLLOW_UP)


def make_ticket(enquiry: Enquiry, change: Change) -> None:
    """A ticket that begins with all that was said and stays with the same agent."""
    asked = change.arguments
    said = talk_of(enquiry).messages.order_by("pk")
    first = said.filter(sender=enquiry.customer).first()
    data = {
        "customer": enquiry.customer_id,
        "source": Source.CHAT.value,
        "subject": asked["subject"],
        "category": asked["category"].slug,
        "priority": asked["priority"],
        "description": (first.text if first is not None else "") or asked["subject"],
        "agent": enquiry.agent_id if enquiry.has_agent_at_work else None,
        "carried": list(said.values_list("pk", flat=True)),
    }

    def work() -> None:
        ticket = create(Ticket, actor=change.actor, via=Door.FOLLOW_UP, data=data)
        linked = {"ticket": ticket.pk}
        perform(enquiry, EnquiryFlow.link, actor=change.actor, via=Door.FOLLOW_UP, data=linked)

    unit_of_work(work)


def go_on_in_ticket(enquiry: Enquiry, change: Change) -> None:
    """All that was said stands in the ticket too; an answer that is owed is owed there."""
    ticket = enquiry.ticket
    thread = thread_of(ticket) if ticket is not None else None
    assert ticket is not None
    assert thread is not None  # each ticket has one from its first moment
    said = talk_of(enquiry).messages.order_by("pk").select_related("sender")
    carried = chat.carry(said, thread, actor=THREAD, via=Door.FOLLOW_UP)
    if owes_an_answer(carried, enquiry.customer_id):
        hear(ticket, actor=enquiry.customer)
