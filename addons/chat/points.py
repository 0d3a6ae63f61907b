"""What other addons do with conversations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import models

from addons.base.models import Record
from addons.base.registry import Registry
from addons.base.uploads import is_picture
from addons.base.workflow import Door, System, may
from addons.base.workflow.doors import create, perform

from .arguments import LONGEST, MOST_FILES
from .flow import ConversationFlow
from .hearing import HEARD
from .messages_api import MessageOut, declare_messages
from .models import Conversation, Message, Participant
from .saying import carry, describe, say, say_from_page

__all__ = [
    "HEARD",
    "KEEPERS",
    "LONGEST",
    "MOST_FILES",
    "MessageOut",
    "begin",
    "carry",
    "close",
    "declare_messages",
    "describe",
    "mark_read",
    "read",
    "say",
    "say_from_page",
    "seen_up_to",
    "shown_to_person",
    "shown_to_staff",
    "unread_count",
]

CHAT = System("chat")
SHOWN = 30

KEEPERS: Registry[Callable[[Conversation], bool]] = Registry(
    "keeper of conversations",
    "`slots.py`: says whether an expired conversation is still needed, by an open case for example. "
    "Asked by the sweep before it deletes the messages; not asked for who may read them.",
)


def begin(record: Record, people: Iterable[Any]) -> Conversation:
    """Open a conversation about the record between these people."""
    data = {"record_type": record.record_type, "record_id": str(record.pk)}
    conversation = create(Conversation, actor=CHAT, data=data, via=Door.FOLLOW_UP)
    Participant.objects.bulk_create(
        [Participant(conversation=conversation, person=person) for person in people]
    )
    return conversation


def close(record: Record, *, readable_until: datetime | None) -> None:
    """Make the record's open conversations read-only; after the time their people lose sight of it."""
    for conversation in Conversation.objects.about(record).filter(state="open"):
        perform(
            conversation,
            ConversationFlow.close,
            actor=CHAT,
            data={"readable_until": readable_until},
            via=Door.FOLLOW_UP,
        )


def mark_read(conversation: Conversation, user: Any, *, up_to: int) -> None:
    """Remember how far the person has read; never backwards."""
    conversation.participants.filter(person=user, read_up_to__lt=up_to).update(read_up_to=up_to)


def read(conversation: Conversation, user: Any) -> list[Message]:
    """What the person may read there, and from now on has read, if they take part."""
    messages = list(conversation.messages.readable_by(user))
    latest = messages[-1].pk if messages else 0
    # Looked at first: on SQLite an UPDATE of nothing still waits for all other writers.
    if conversation.participants.filter(person=user, read_up_to__lt=latest).exists():
        mark_read(conversation, user, up_to=latest)
    return messages


def seen_up_to(conversation: Conversation, user: Any) -> int:
    """The last message that everybody else who takes part has read."""
    others = conversation.participants.present().exclude(person=user)
    lowest = others.aggregate(lowest=models.Min("read_up_to"))["lowest"]
    return int(lowest or 0)


def unread_count(user: Any) -> int:
    """How many messages of others the person has not read in conversations that go on."""
    mine = Participant.objects.present().filter(person=user, conversation__state="open")
    unread = models.Q(
        conversation__messages__pk__gt=models.F("read_up_to"),
        conversation__messages__internal=False,
    ) & ~models.Q(conversation__messages__sender=user)
    counted = mine.aggregate(count=models.Count("conversation__messages", filter=unread))
    return int(counted["count"])


def shown_to_person(
    conversation: Conversation, user: Any, *, url: str, with_name: str, ended: str
) -> dict[str, Any]:
    """For the theme's chat piece; `url` takes messages and gives the log, `ended` says why not."""
    seen = seen_up_to(conversation, user)
    return {
        "id": conversation.pk,
        "bubbles": [_bubble(message, user, seen) for message in read(conversation, user)],
        "post_url": url,
        "refresh_url": url,
        "topic": conversation.topic,
        "after": conversation.version,
        "with_name": with_name,
        "files": "attachments",
        "closed": "" if conversation.takes_messages else ended,
    }


def _bubble(message: Message, user: Any, seen: int) -> dict[str, Any]:
    is_mine = message.sender_id == user.pk
    return {
        "id": message.pk,
        "from": message.sender.get_full_name(),
        "mine": is_mine,
        "text": message.text,
        "at": message.created_at,
        "seen": is_mine and message.pk <= seen,
        "files": [
            {"url": f"/files/{file.pk}/", "name": file.name, "is_picture": is_picture(file)}
            for file in message.files.all()
        ],
    }


def shown_to_staff(conversation: Conversation | None, actor: Any) -> dict[str, Any] | None:
    """For the console's panel `chat/console/messages.html`, on the page of any record."""
    if conversation is None or not may(actor, "chat.watch_conversations"):
        return None
    latest = conversation.messages.readable_by(actor).order_by("-pk")[:SHOWN]
    return {"conversation": conversation, "messages": list(reversed(latest)), "actor": actor}
