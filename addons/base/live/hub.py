"""Who in this process hears what. Nothing is stored here, and nothing decided."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import Protocol

from ..events.model import Event
from .messages import Heard, Message, Said
from .topics import collections_of, kind_of

logger = logging.getLogger(__name__)


class Listener(Protocol):
    """A socket, as the hub knows it. All three only put something into its queue."""

    def hear_event(self, heard: Heard) -> None: ...

    def hear_message(self, said: Said) -> None: ...

    def lose_track(self) -> None: ...


class Hub:
    """Topic → the listeners of this process."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._kinds: Counter[str] = Counter()

    def join(self, topic: str, listener: Listener) -> None:
        if topic not in self._listeners:
            self._kinds[kind_of(topic)] += 1
        self._listeners[topic].add(listener)

    def leave(self, topic: str, listener: Listener) -> None:
        listeners = self._listeners.get(topic)
        if listeners is None:
            return
        listeners.discard(listener)
        if not listeners:
            del self._listeners[topic]
            self._kinds[kind_of(topic)] -= 1

    def hears(self, kind: str) -> bool:
        """Whether anybody hears a topic `<kind>:…`."""
        return self._kinds[kind] > 0

    def publish(self, events: Iterable[Event]) -> None:
        """Each event to those who follow its record, or lists and boards of its type."""
        for event in events:
            for topic in (event.topic, *collections_of(event)):
                self.mark(topic, event)

    def mark(self, topic: str, event: Event) -> None:
        """Tell those who hear the topic that the event happened."""
        if topic in self._listeners:
            heard = Heard(topic, event)
            self._each(topic, lambda listener: listener.hear_event(heard))

    def say(self, topic: str, message: Message) -> None:
        """The message to those in this process who hear the topic."""
        if topic in self._listeners:
            said = Said(topic, message)
            self._each(topic, lambda listener: listener.hear_message(said))

    def lose_track(self) -> None:
        """Too much happened to tell it one by one: everybody reloads."""
        for listener in set().union(*self._listeners.values()):
            listener.lose_track()

    def _each(self, topic: str, tell: Callable[[Listener], None]) -> None:
        for listener in tuple(self._listeners[topic]):
            try:
                tell(listener)
            except Exception:
                # One socket's trouble is not the others'.
                logger.exception("A socket could not be told of %s", topic)
