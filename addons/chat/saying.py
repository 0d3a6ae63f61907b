"""Putting a message into a conversation, by whichever door, and how one reads to machines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.models import Note
from addons.base.surfaces.portal import show_errors
from addons.base.uploads import attach, receive
from addons.base.workflow import Actor, Conflict, Door, DoorError, Invalid
from addons.base.workflow.arguments import field_errors
from addons.base.workflow.doors import add_message
from addons.base.workflow.unit import unit_of_work

from .arguments import LONGEST, MessageArguments
from .hearing import HEARD
from .models import Conversation, Message


def say(
    conversation: Conversation,
    *,
    actor: Actor,
    via: Door,
    text: str,
    files: Iterable[Any] = (),
    internal: bool = False,
) -> Message:
    """Put a message into the conversation: 409 `read_only` when its work has ended."""
    files = list(files)

    def make(fresh: Conversation) -> models.Model:
        if not fresh.takes_messages:
            raise Conflict(_("This conversation has ended; it can only be read."), code="read_only")
        if not text.strip() and not files:
            raise Invalid({"text": [_("Write something first.")]})
        if len(text) > LONGEST:
            raise Invalid({"text": [_("Write at most %(max)s characters.") % {"max": LONGEST}]})
        message = Message.objects.create(
            conversation=fresh,
            sender_id=actor.pk,
            text=text,
            internal=internal,
            created_at=clock.now(),
        )
        # Who may not read the message does not read its files.
        attach(fresh, files, kind=Note.Kind.INTERNAL if internal else "message")
        message.files.set(files)
        return message

    permission = "chat.say_internally" if internal else "chat.say_in_conversation"
    listener = HEARD.get(conversation.about_type)

    def work() -> Message:
        message = add_message(conversation, actor=actor, via=via, permission=permission, make=make)
        assert isinstance(message, Message)
        if listener is not None:
            listener(conversation, message, actor, via)
        return message

    return unit_of_work(work)


def carry(
    messages: Iterable[Message], conversation: Conversation, *, actor: Actor, via: Door
) -> list[Message]:
    """Let what was said elsewhere stand in the conversation too: who said it, when, and with what.

    Nothing twice, and whoever listens is not told: it was heard where it was said. The files stay
    with the conversation that they came with, which is read by the same people.
    """
    known = set(conversation.messages.values_list("copied_from", flat=True))
    return [
        _carry_one(message, conversation, actor=actor, via=via)
        for message in messages
        if message.pk not in known
    ]


def _carry_one(message: Message, to: Conversation, *, actor: Actor, via: Door) -> Message:
    def make(fresh: Conversation) -> models.Model:
        copy = Message.objects.create(
            conversation=fresh,
            sender=message.sender,
            text=message.text,
            internal=message.internal,
            created_at=message.created_at,
            copied_from=message,
        )
        copy.files.set(message.files.all())
        return copy

    permission = "chat.say_internally" if message.internal else "chat.say_in_conversation"
    copy = add_message(to, actor=actor, via=via, permission=permission, make=make)
    assert isinstance(copy, Message)
    return copy


def say_from_page(
    conversation: Conversation, request: HttpRequest, *, speak: Callable[..., Message] = say
) -> str:
    """Say what a person sent with the theme's chat piece; why it could not be said, if so.

    `speak` takes what `say` takes, for records where more than that comes of a message.
    """
    person = request.user
    try:
        data = receive(MessageArguments, request.POST, request.FILES, actor=person)
        form = MessageArguments(data, actor=person)
        if not form.is_valid():
            return " ".join(text for texts in field_errors(form).values() for text in texts)
        given = form.cleaned_data
        speak(
            conversation,
            actor=person,
            text=given["text"],
            files=given["attachments"],
            via=Door.PORTAL,
        )
    except DoorError as refusal:
        return show_errors(None, refusal)
    return ""


def describe(message: Message) -> dict[str, Any]:
    """The message as REST and sockets give it."""
    return {
        "id": message.pk,
        "from": {"id": message.sender_id, "name": message.sender.get_full_name()},
        "text": message.text,
        "internal": message.internal,
        "attachments": [
            {"id": f.pk, "name": f.name, "size": f.size, "type": f.content_type}
            for f in message.files.all()
        ],
        "timestamp": message.created_at,
    }
