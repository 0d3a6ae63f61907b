"""What one ASGI process does for its sockets. It starts with the first and ends with the last."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from django.apps import apps
from django.db import connection
from django.utils import timezone

from ..counters import SOCKETS, TAIL
from ..events.model import Event
from ..events.tail import Follower, Tail
from ..points import STREAMS
from ..workflow.errors import TooMany
from .announce import Announcer
from .hub import Hub
from .messages import Message
from .presence import BEATS, Beat, Presence
from .supervise import ended, supervised
from .volatile import Link
from .watch import Watch

if TYPE_CHECKING:
    from ..surfaces.ws import PersonConsumer

LONGEST_START: Final = 10.0
MOST_SOCKETS_PER_PERSON: Final = 50


class LiveProcess:
    """The hub, and the tasks that feed and guard it."""

    def __init__(self) -> None:
        self.hub = Hub()
        self.presence = Presence(self.hub)
        self.sockets: set[PersonConsumer] = set()
        self._link = Link(self._receive)
        self._tail: Tail | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def enter(self, socket: PersonConsumer) -> None:
        """From now on nothing that is committed passes the socket by."""
        same = sum(1 for other in self.sockets if other.user_id == socket.user_id)
        if same >= MOST_SOCKETS_PER_PERSON:
            raise TooMany(retry_after=60)
        self.sockets.add(socket)
        SOCKETS.set(len(self.sockets))
        if self._tail is None:
            self._tail = self._start()
        async with asyncio.timeout(LONGEST_START):
            await self._tail.started.wait()

    async def leave(self, socket: PersonConsumer) -> None:
        self.sockets.discard(socket)
        SOCKETS.set(len(self.sockets))
        if not self.sockets:
            await self._stop()

    async def send(self, topic: str, message: Message) -> None:
        """To all who hear the topic, in every process; stored nowhere."""
        self._receive(topic, message)
        await self._link.send(topic, message)

    def _receive(self, topic: str, message: Message) -> None:
        if topic == BEATS:
            self.presence.hear(Beat.unpacked(message))
        else:
            self.hub.say(topic, message)

    def _start(self) -> Tail:
        announcer = Announcer(self.hub)

        def deliver(events: list[Event]) -> None:
            self.hub.publish(events)
            announcer.take(events)
            observe_lag(events)

        followers = [Follower(Event, deliver, self.hub.lose_track)]
        for name in STREAMS:
            followers.append(Follower(apps.get_model(name), announcer.take, self.hub.lose_track))
        tail = Tail(followers)
        self._run("live tail", tail.run)
        if connection.vendor == "postgresql":
            self._run("live listener", tail.listen)
        self._run("live announcer", announcer.run)
        self._run("live watch", Watch(self).run)
        self._run("live link", self._link.run)
        return tail

    def _run(self, name: str, run: Any) -> None:
        task: Coroutine[Any, Any, None] = supervised(name, run)
        self._tasks.append(asyncio.create_task(task, name=name))

    async def _stop(self) -> None:
        tail, self._tail = self._tail, None
        tasks, self._tasks = self._tasks, []
        await ended(tasks)
        if tail is not None:
            await tail.stop()

    def head(self) -> int | None:
        """The highest event that the tail has read; None while nobody listens."""
        return self._tail.followers[0].high if self._tail else None


_processes: WeakKeyDictionary[asyncio.AbstractEventLoop, LiveProcess] = WeakKeyDictionary()


def this_process() -> LiveProcess:
    """That of the running event loop; a server has one."""
    loop = asyncio.get_running_loop()
    if loop not in _processes:
        _processes[loop] = LiveProcess()
    return _processes[loop]


def observe_lag(events: list[Event]) -> None:
    """Count how long after its commit each event has reached this process."""
    # By the wall: the site's own clock may ask the database, which the loop must not.
    now = timezone.now()
    for event in events:
        TAIL.observe(max((now - event.at).total_seconds(), 0.0))


def unread_since() -> datetime | None:
    """When the oldest event happened that a tail of this server process has not read yet."""
    heads = [head for process in list(_processes.values()) if (head := process.head()) is not None]
    unread = (
        Event.objects.filter(pk__gt=min(heads)).order_by("pk") if heads else Event.objects.none()
    )
    return unread.values_list("at", flat=True).first()


async def send_volatile(topic: str, message: Message) -> None:
    """Tell all who hear the topic something that is not stored: a position, that somebody types.

    Without Redis it reaches the sockets of this process only.
    """
    await this_process().send(topic, message)
