"""What somebody said and where they take part, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base import clock
from addons.base.points import PERSONAL, Personal

from .models import Message, Participant


def messages_of(user: Any) -> Iterator[dict[str, Any]]:
    said = Message.objects.filter(sender=user).select_related("conversation").order_by("pk")
    for message in said.prefetch_related("files"):
        yield {
            "about": str(message.conversation),
            "text": message.text,
            "files": [file.name for file in message.files.all()],
            "at": message.created_at,
        }


def forget_messages(user: Any) -> None:
    """Their words go; that they said something stays. Their files are forgotten with all others."""
    Message.objects.filter(sender=user).update(text="")


def takings_part_of(user: Any) -> Iterator[dict[str, Any]]:
    for part in Participant.objects.filter(person=user).select_related("conversation"):
        yield {
            "about": str(part.conversation),
            "joined_at": part.joined_at,
            "left_at": part.left_at,
        }


def leave_conversations(user: Any) -> None:
    Participant.objects.present().filter(person=user).update(left_at=clock.now(), read_up_to=0)


for name, export, erase in (
    ("chat.Message", messages_of, forget_messages),
    ("chat.Participant", takings_part_of, leave_conversations),
):
    PERSONAL.register(name, Personal(name, export, erase))
