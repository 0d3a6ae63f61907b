"""Following the log: each ASGI process reads what any process has committed, all of it, once."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, TypeVar

import psycopg
from django.db import connection, connections
from django.db.models import Model, Q

from ..own_pool import use_own_pool
from .wake import CHANNEL, QUIET, off_wake, on_wake

logger = logging.getLogger(__name__)

R = TypeVar("R")

# Longer than a transaction may last (databases.py): until then it may still fill a hole.
HOLE_LIFE: Final = 120.0
MOST_HOLES: Final = 5_000
BATCH: Final = 500
# Whoever is further behind than this has missed too much to catch up row by row.
MOST_BEHIND: Final = 10_000

SQLITE_POLL: Final = 0.025
LISTENING_POLL: Final = 1.0
DEAF_POLL: Final = 0.1


class Follower:
    """Reads the new rows of one table.

    PostgreSQL gives ids before the commit, so a lower one may show up after a higher one: a hole
    is asked for again until no transaction that could fill it can still be running.
    """

    def __init__(
        self,
        model: type[Model],
        deliver: Callable[[list[Any]], None],
        flooded: Callable[[], None],
    ) -> None:
        self.rows = model._base_manager
        self.deliver = deliver
        self.flooded = flooded
        self.high: int | None = None
        self.holes: dict[int, float] = {}

    def begin(self) -> None:
        """Stand at the end. Holes near it are transactions that may still commit."""
        newest = list(self.rows.order_by("-pk").values_list("pk", flat=True)[:BATCH])
        oldest = newest[-1] if newest else 1
        # Below the oldest of a full batch there are old rows; below that of a short one, holes.
        self.high = oldest - 1 if len(newest) == BATCH else max(oldest - BATCH, 0)
        self.holes.clear()
        self.note(reversed(newest), now=time.monotonic())
        self.holes = dict(sorted(self.holes.items())[-MOST_HOLES:])

    def read(self) -> list[Any]:
        """The rows committed since the last read, in the order of their ids."""
        now = time.monotonic()
        wanted = Q(pk__gt=self.high)
        if self.holes:
            wanted |= Q(pk__in=list(self.holes))
        rows = list(self.rows.filter(wanted).order_by("pk")[:BATCH])
        self.note((row.pk for row in rows), now=now)
        if len(rows) < BATCH:
            # Only now, that is after a read that began when nobody could fill them any more.
            self.holes = {pk: since for pk, since in self.holes.items() if now - since < HOLE_LIFE}
        return rows

    def note(self, ids: Iterable[int], *, now: float) -> None:
        """These have been read; what they skipped is a hole."""
        high = self.high or 0
        for pk in ids:
            if pk > high:
                # An empty table does not say how far its ids have come.
                reach = MOST_HOLES if high else BATCH
                skipped = range(max(high + 1, pk - reach - 1), pk)
                self.holes.update(dict.fromkeys(skipped, now))
                high = pk
            else:
                self.holes.pop(pk, None)
        self.high = high

    def may_be_lost(self, rows: list[Any]) -> bool:
        return len(rows) == BATCH or len(self.holes) > MOST_HOLES

    def skip_flood(self) -> bool:
        """Start again at the end if it cannot bring every row, or not soon."""
        newest = self.rows.order_by("-pk").values_list("pk", flat=True).first() or 0
        if len(self.holes) <= MOST_HOLES and newest - (self.high or 0) <= MOST_BEHIND:
            return False
        logger.warning("Too far behind %s, starting at the end", self.rows.model._meta.label)
        self.begin()
        return True


class Tail:
    """One per event loop. `run` and `listen` are kept alive by a supervisor; the state survives."""

    def __init__(self, followers: Iterable[Follower]) -> None:
        self.followers = list(followers)
        self.started = asyncio.Event()
        self._nudge = asyncio.Event()
        self._listening = False
        self._pause = 0.0
        self._data_version: int | None = None
        # One thread, because SQLite tells a connection what others have changed.
        self._reader = ThreadPoolExecutor(1, "tail", initializer=use_own_pool)

    async def run(self) -> None:
        """Read and deliver until cancelled."""
        loop = asyncio.get_running_loop()

        def nudge() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._nudge.set)

        on_wake(nudge)
        try:
            await self._in_reader(self._begin)
            self.started.set()
            while True:
                await self._wait()
                await self._catch_up()
        finally:
            off_wake(nudge)

    async def listen(self) -> None:
        """On PostgreSQL: hear at once what other processes commit. Without it, polling does."""
        async with await psycopg.AsyncConnection.connect(
            **connection_parameters(), autocommit=True
        ) as listener:
            await listener.execute(f"LISTEN {CHANNEL}")
            self._listening = True
            try:
                async for _ in listener.notifies():
                    self._nudge.set()
            finally:
                self._listening = False

    async def stop(self) -> None:
        """Give the connection back."""
        await asyncio.get_running_loop().run_in_executor(self._reader, connections.close_all)
        self._reader.shutdown(wait=False)

    async def _wait(self) -> None:
        # Not asyncio.wait_for(): it may take a nudge for an answer to being cancelled.
        with suppress(TimeoutError):
            async with asyncio.timeout(self._pause):
                await self._nudge.wait()
        self._nudge.clear()

    async def _catch_up(self) -> None:
        self._pause = self._usual_pause()
        if connection.vendor == "sqlite" and not await self._in_reader(self._has_changed):
            return
        for follower in self.followers:
            while rows := await self._in_reader(follower.read):
                follower.deliver(rows)
                # The writers notify once per burst, so there may be more in a moment.
                self._pause = min(self._pause, 2 * QUIET)
                if follower.may_be_lost(rows) and await self._in_reader(follower.skip_flood):
                    follower.flooded()
                if len(rows) < BATCH:
                    break

    def _usual_pause(self) -> float:
        if connection.vendor == "sqlite":
            return SQLITE_POLL
        return LISTENING_POLL if self._listening else DEAF_POLL

    async def _in_reader(self, work: Callable[[], R]) -> R:
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._safely, work)

    def _safely(self, work: Callable[[], R]) -> R:
        try:
            return work()
        except Exception:
            # The next attempt opens a connection of its own and looks whatever it says.
            self._data_version = None
            connections.close_all()
            raise

    def _begin(self) -> None:
        for follower in self.followers:
            if follower.high is None:
                follower.begin()

    def _has_changed(self) -> bool:
        """SQLite says for next to nothing whether another connection has written."""
        with connection.cursor() as cursor:
            (version,) = cursor.execute("PRAGMA data_version").fetchone()
        before, self._data_version = self._data_version, version
        return bool(before != version)


def connection_parameters() -> dict[str, Any]:
    """Django's, without what only its own connections understand."""
    parameters = connection.get_connection_params()
    own = {"cursor_factory", "context", "prepare_threshold"}
    # A server that vanished is noticed within a minute; until then polling carries on.
    keepalive = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    return keepalive | {name: v for name, v in parameters.items() if name not in own}
