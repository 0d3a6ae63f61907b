"""Replies on their way: held for a moment, taken back, sent by the worker, or a draft again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.models import Attachment
from addons.base.policies import policy
from addons.base.workflow import Conflict, Door, DoorError, Forbidden, Invalid, NotFound, may
from addons.base.workflow.unit import unit_of_work
from addons.chat import points as chat
from addons.chat.models import Conversation, Message
from addons.tickets.models import Ticket

from .models import DeskPolicy, Draft, HeldReply
from .states import Outcome


@dataclass(frozen=True)
class Seen:
    """How far somebody had read when they sent: the last message, and the last held reply."""

    message: int = 0
    held: int = 0


class Answered(Conflict):
    """Others have written since: they are shown before anything is sent."""

    def __init__(self, messages: list[Message], held: list[HeldReply]) -> None:
        text = _("Somebody else has written since you began. Read it, then decide.")
        super().__init__(text, code="answered")
        self.messages, self.held = messages, held


def thread_of(ticket: Ticket) -> Conversation:
    found: Conversation | None = Conversation.objects.about(ticket).first()
    if found is None:
        raise NotFound
    return found


def lock(ticket: Ticket) -> Conversation:
    """Of two who write at once the second sees what the first one has done."""
    threads = Conversation.objects.select_for_update(no_key=True)
    locked: Conversation = threads.get(pk=thread_of(ticket).pk)
    return locked


def hold_draft(ticket: Ticket, *, agent: Any, key: str, **written: Any) -> HeldReply:
    """Take what was written at the desk, with its draft's files; the draft is gone then."""
    require_agent(ticket, agent)

    def work() -> HeldReply:
        lock(ticket)
        known: HeldReply | None = HeldReply.objects.filter(agent=agent, key=key).first()
        if known is not None:
            return known
        mine = Draft.objects.filter(agent=agent, ticket=ticket)
        files = list(Attachment.objects.filter(pk__in=mine.values("files")))
        reply = hold(ticket, agent=agent, key=key, files=files, **written)
        mine.delete()
        return reply

    return unit_of_work(work)


def hold(
    ticket: Ticket,
    *,
    agent: Any,
    text: str,
    key: str,
    seen: Seen,
    files: Sequence[Attachment] = (),
    internal: bool = False,
) -> HeldReply:
    """Take a reply; the customer gets it in a moment. A note is written down at once.

    The same key again gives what became of it the first time.
    """
    require_agent(ticket, agent)
    if not text.strip() and not files:
        raise Invalid({"text": [_("Write something first.")]})
    if len(text) > chat.LONGEST:
        raise Invalid({"text": [_("Write at most %(max)s characters.") % {"max": chat.LONGEST}]})
    seconds = 0 if internal else policy(DeskPolicy).seconds_to_undo

    def work() -> HeldReply:
        thread = lock(ticket)
        known: HeldReply | None = HeldReply.objects.filter(agent=agent, key=key).first()
        if known is not None:
            return known
        if not internal:
            require_up_to_date(ticket, thread, agent=agent, seen=seen)
        reply: HeldReply = HeldReply.objects.create(
            agent=agent,
            ticket=ticket,
            key=key,
            text=text,
            internal=internal,
            send_at=clock.now() + timedelta(seconds=seconds),
        )
        reply.files.set(files)
        if not seconds:
            put(reply)
        return reply

    return unit_of_work(work)


def require_agent(ticket: Ticket, agent: Any) -> None:
    """Who does not see the ticket is told that there is none; others, that they may not."""
    if not Ticket.objects.visible_to(agent).filter(pk=ticket.pk).exists():
        raise NotFound
    if not may(agent, "tickets.work_ticket", ticket):
        raise Forbidden


def require_up_to_date(ticket: Ticket, thread: Conversation, *, agent: Any, seen: Seen) -> None:
    later = thread.messages.readable_by(agent).filter(pk__gt=seen.message, internal=False)
    replies = HeldReply.objects.filter(ticket=ticket)
    # What was shown while it was held is not shown once more when it has gone out.
    known = replies.filter(pk__lte=seen.held, said__isnull=False).values("said")
    messages = list(later.exclude(sender=agent).exclude(pk__in=known))
    held = replies.waiting().filter(pk__gt=seen.held)
    others = list(held.exclude(agent=agent).select_related("agent").order_by("pk"))
    if messages or others:
        raise Answered(messages, others)


def put(reply: HeldReply) -> None:
    """Say it in the thread, and mark it in the same transaction: both happen or neither."""

    def work() -> None:
        now = clock.now()
        mine = HeldReply.objects.waiting().filter(pk=reply.pk)
        if not mine.update(outcome=Outcome.SENT, done_at=now, text=""):
            return
        message = chat.say(
            thread_of(reply.ticket),
            actor=reply.agent,
            via=Door.CONSOLE,
            text=reply.text,
            files=reply.files.all(),
            internal=reply.internal,
        )
        HeldReply.objects.filter(pk=reply.pk).update(said=message.pk)

    unit_of_work(work)


def send(reply: HeldReply) -> bool:
    """Send what is due. What is refused becomes its writer's draft again, with the reason."""
    try:
        put(reply)
    except DoorError as refusal:
        give_back(reply, Outcome.REFUSED, refusal=str(refusal))
        return False
    return True


def take_back(pk: int, *, agent: Any) -> HeldReply:
    """Before it is sent: it is a draft again. Afterwards it is too late."""
    mine = HeldReply.objects.select_related("ticket").filter(pk=pk, agent=agent)
    reply: HeldReply | None = mine.first()
    if reply is None:
        raise NotFound
    if not give_back(reply, Outcome.TAKEN_BACK):
        raise Conflict(_("It has been sent already."), code="sent")
    return reply


def give_back(reply: HeldReply, outcome: Outcome, *, refusal: str = "") -> bool:
    """Make a draft of it, in front of what has been written since; whether it was still waiting."""

    def work() -> bool:
        mine = HeldReply.objects.waiting().filter(pk=reply.pk)
        if not mine.update(outcome=outcome, done_at=clock.now(), refusal=refusal, text=""):
            return False
        draft, is_new = Draft.objects.get_or_create(
            agent=reply.agent, ticket=reply.ticket, defaults={"text": reply.text}
        )
        if not is_new and draft.text:
            draft.text = f"{reply.text}\n\n{draft.text}"
        else:
            draft.text = reply.text
        draft.internal, draft.refusal, draft.updated_at = reply.internal, refusal, clock.now()
        draft.save()
        draft.files.add(*reply.files.all())
        return True

    return unit_of_work(work)


def keep_draft(ticket: Ticket, *, agent: Any, text: str, key: str, internal: bool) -> None:
    """What is being written now. One that comes late, after sending, is not a draft any more."""
    require_agent(ticket, agent)
    text = text[: chat.LONGEST]

    def work() -> None:
        if HeldReply.objects.filter(agent=agent, key=key).exists():
            return
        mine = Draft.objects.filter(agent=agent, ticket=ticket)
        if not text.strip() and not mine.filter(files__isnull=False).exists():
            mine.delete()
            return
        values = {"text": text, "internal": internal, "refusal": "", "updated_at": clock.now()}
        Draft.objects.update_or_create(agent=agent, ticket=ticket, defaults=values)

    unit_of_work(work)


def put_with_draft(ticket: Ticket, files: list[Attachment], *, agent: Any) -> None:
    """They go with the draft, and with the reply that it becomes; as many as a message takes."""
    require_agent(ticket, agent)

    def work() -> None:
        lock(ticket)
        draft, _is_new = Draft.objects.get_or_create(agent=agent, ticket=ticket)
        if draft.files.count() + len(files) > chat.MOST_FILES:
            raise Invalid({"files": [_("Send at most %(max)s files.") % {"max": chat.MOST_FILES}]})
        draft.files.add(*files)

    unit_of_work(work)


def take_from_draft(ticket: Ticket, pk: int, *, agent: Any) -> None:
    """The file does not go with it; a draft without text and files is none."""
    require_agent(ticket, agent)

    def work() -> None:
        draft = Draft.objects.filter(agent=agent, ticket=ticket, files=pk).first()
        if draft is None:
            raise NotFound
        draft.files.remove(pk)
        if not draft.text.strip() and not draft.files.exists():
            draft.delete()

    unit_of_work(work)
