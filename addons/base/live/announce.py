"""What addons say about events: asked in a thread, one batch after the other, then sent."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any, Final

from django.db.models import Model

from ..events.model import Event
from ..points import STREAMS, TELLINGS, TOPICS, Telling
from ..workflow.compose import owner_of
from .hub import Hub
from .messages import Message
from .threads import in_house_thread
from .topics import PERSON, topics_of

logger = logging.getLogger(__name__)

MOST_WAITING: Final = 2_000

# A topic, and what to say to it; an event is said as a marker.
Announcement = tuple[str, Message | Event]


class Announcer:
    """One per event loop, fed by the tail."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self._waiting: asyncio.Queue[Model] = asyncio.Queue(MOST_WAITING)

    def take(self, rows: Iterable[Model]) -> None:
        """Note what may have to be announced. Nothing to do while nobody could hear it."""
        if not self.hub.hears(PERSON) and not any(map(self.hub.hears, TOPICS)):
            return
        for row in rows:
            try:
                self._waiting.put_nowait(row)
            except asyncio.QueueFull:
                self.hub.lose_track()
                return

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            rows = [await self._waiting.get()]
            while not self._waiting.empty():
                rows.append(self._waiting.get_nowait())
            kinds = [name for name in TOPICS if self.hub.hears(name)]
            for topic, what in await in_house_thread(announcements, rows, kinds):
                if isinstance(what, Event):
                    self.hub.mark(topic, what)
                else:
                    self.hub.say(topic, what)


def announcements(rows: list[Model], kinds: list[str]) -> list[Announcement]:
    """What is to be said because of these rows, in their order."""
    found: list[Announcement] = []
    for row in rows:
        if isinstance(row, Event):
            found += _safely(_on_topics, row, kinds)
            for telling in tellings_of(row):
                found += _safely(_personal, row, telling.tell)
        else:
            found += _safely(_personal, row, STREAMS[row._meta.label_lower].tell)
    return found


def _safely(say: Callable[..., Iterator[Announcement]], *args: Any) -> list[Announcement]:
    try:
        return list(say(*args))
    except Exception:
        # One addon's fault must not silence the others.
        logger.exception("%s could not be announced", args[0])
        return []


def _on_topics(event: Event, kinds: list[str]) -> Iterator[Announcement]:
    for topic in topics_of(event, kinds):
        yield topic, event


def _personal(
    row: Any, tell: Callable[[Any], Iterable[tuple[int, Message]]]
) -> Iterator[Announcement]:
    for user_id, message in tell(row):
        yield f"{PERSON}:{user_id}", message


def tellings_of(event: Event) -> list[Telling]:
    return all_tellings().get((event.record_type, event.transition), [])


@cache
def all_tellings() -> dict[tuple[str, str], list[Telling]]:
    """By record type and transition. The registry is sealed, so this is made once."""
    found: defaultdict[tuple[str, str], list[Telling]] = defaultdict(list)
    for telling in TELLINGS:
        flow, name = owner_of(telling.after)
        found[flow.label, name].append(telling)
    return dict(found)
