"""Waiting until there may be something new in the database, without asking it much."""

from __future__ import annotations

import logging
import time
from typing import Any, Final, Protocol

import psycopg
from django.db import connection

from ..events.tail import connection_parameters
from ..events.wake import CHANNEL, QUIET

logger = logging.getLogger(__name__)

SQLITE_POLL: Final = 0.04
DEAF_POLL: Final = 0.2


class Watch(Protocol):
    def wait(self, longest: float) -> None:
        """Return as soon as somebody may have committed something, or after `longest` seconds."""


def watch() -> Watch:
    """The one that fits the database."""
    return Listening() if connection.vendor == "postgresql" else Looking()


class Looking:
    """SQLite tells a connection for next to nothing whether others have written."""

    def __init__(self) -> None:
        self._version = self._look()

    def wait(self, longest: float) -> None:
        deadline = time.monotonic() + longest
        while time.monotonic() < deadline:
            time.sleep(SQLITE_POLL)
            before, self._version = self._version, self._look()
            if before != self._version:
                return

    def _look(self) -> Any:
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA data_version").fetchone()[0]


class Listening:
    """PostgreSQL notifies; without a listener we look often."""

    def __init__(self) -> None:
        self._listener: psycopg.Connection[Any] | None = None

    def wait(self, longest: float) -> None:
        try:
            self._hear(longest)
        except psycopg.Error:
            logger.warning("Cannot listen to the database; looking every %s s", DEAF_POLL)
            self._listener = None
            time.sleep(DEAF_POLL)

    def _hear(self, longest: float) -> None:
        if self._listener is None:
            self._listener = psycopg.connect(**connection_parameters(), autocommit=True)
            self._listener.execute(f"LISTEN {CHANNEL}")
            return  # something may have come before
        for _ in self._listener.notifies(timeout=longest, stop_after=1):
            # The writers notify once per burst: what follows right behind is not told again.
            time.sleep(2 * QUIET)
