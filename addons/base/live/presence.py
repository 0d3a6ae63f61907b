"""Who else is looking at a record. Kept in memory, told by heartbeats, forgotten by itself."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from .hub import Hub
from .messages import Message

# A page says so every 15 s; two may be lost.
EXPIRY: Final = 40.0
# Where heartbeats travel between processes, and where those hear of it who may.
BEATS: Final = "beats"
VIEWERS: Final = "viewers"


class Activity(StrEnum):
    VIEWING = "viewing"
    EDITING = "editing"
    GONE = "gone"


@dataclass(frozen=True)
class Beat:
    """One page of one person on one topic."""

    topic: str
    page: str
    user_id: int
    name: str
    activity: Activity

    def packed(self) -> Message:
        return {**self.__dict__, "activity": self.activity.value}

    @classmethod
    def unpacked(cls, message: Message) -> Beat:
        return cls(**{**message, "activity": Activity(message["activity"])})


class Presence:
    """What this process knows of all processes."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._pages: defaultdict[str, dict[str, tuple[float, Beat]]] = defaultdict(dict)

    def hear(self, beat: Beat) -> None:
        before = self.people(beat.topic)
        pages = self._pages[beat.topic]
        if beat.activity is Activity.GONE:
            pages.pop(beat.page, None)
        else:
            pages[beat.page] = (time.monotonic(), beat)
        self._tell_if_changed(beat.topic, before)

    def expire(self) -> None:
        """Forget pages that have been silent for too long."""
        oldest = time.monotonic() - EXPIRY
        for topic in tuple(self._pages):
            before = self.people(topic)
            alive = {page: kept for page, kept in self._pages[topic].items() if kept[0] > oldest}
            self._pages[topic] = alive
            self._tell_if_changed(topic, before)

    def people(self, topic: str) -> list[dict[str, Any]]:
        """Each person once, as editing where any of their pages is."""
        found: dict[int, Beat] = {}
        for _, beat in self._pages.get(topic, {}).values():
            if beat.user_id not in found or beat.activity is Activity.EDITING:
                found[beat.user_id] = beat
        return [
            {"id": beat.user_id, "name": beat.name, "state": beat.activity.value}
            for beat in sorted(found.values(), key=lambda beat: (beat.name, beat.user_id))
        ]

    def message(self, topic: str) -> Message:
        return {"type": "presence", "topic": topic, "people": self.people(topic)}

    def beats_of(self, page: str) -> Iterator[Beat]:
        """What one socket has said, topic by topic."""
        for pages in tuple(self._pages.values()):
            if page in pages:
                yield pages[page][1]

    def _tell_if_changed(self, topic: str, before: list[dict[str, Any]]) -> None:
        if not self._pages[topic]:
            del self._pages[topic]
        if self.people(topic) != before:
            self.hub.say(f"{VIEWERS}:{topic}", self.message(topic))
