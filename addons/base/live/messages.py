"""What goes over the wire, rendered once for everybody who may read as much of it."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from ..events.chain import plain
from ..events.model import Event, Kind

Message = dict[str, Any]

# Those that the status history shows to a party.
TRANSITIONS = frozenset({Kind.TRANSITION, Kind.MENDED})


class Sight(Enum):
    """How much of a stream somebody reads, here as in the API."""

    ALL = "all"
    TRANSITIONS = "transitions"
    # That something changed, and nothing more.
    CHANGES = "changes"


def encode(message: Message) -> str:
    """JSON; lazy texts come out in the active language."""
    return json.dumps(message, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


class Heard:
    """An event on a topic: a marker that something changed, never the thing itself."""

    def __init__(self, topic: str, event: Event) -> None:
        self.topic = topic
        self.event = event
        self.is_own_record = topic == event.topic
        self._texts: dict[Sight, str] = {}

    def text(self, sight: Sight) -> str:
        if sight not in self._texts:
            self._texts[sight] = encode(self.message(sight))
        return self._texts[sight]

    def message(self, sight: Sight) -> Message:
        event = self.event
        is_told = sight is Sight.ALL or (sight is Sight.TRANSITIONS and event.kind in TRANSITIONS)
        message: Message = {"type": "event", "topic": self.topic}
        if self.is_own_record:
            message["sequence"] = event.sequence
        elif sight is Sight.ALL:
            message |= {"record": event.topic, "sequence": event.sequence}
        return message | {
            "kind": event.kind if is_told else "changed",
            "transition": event.transition if is_told else "",
            "new_state": event.new_state if is_told else "",
            "at": plain(event.at),
        }


class Said:
    """A message to a topic that is no event: told to a person, or not stored at all."""

    def __init__(self, topic: str, message: Message) -> None:
        self.topic = topic
        self.message = message
        self._texts: dict[str, str] = {}

    def text(self, language: str) -> str:
        if language not in self._texts:
            with translation.override(language):
                self._texts[language] = encode(self.message)
        return self._texts[language]
