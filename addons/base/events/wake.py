"""A nudge to the tail and the worker after commit. Both work from rows: losing one loses nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from django.db import connection

from ..faults import fault

CHANNEL: Final = "callout_events"
# In a burst one notification stands for several: whoever heard it looks again after this long.
QUIET: Final = 0.005

_listeners: list[Callable[[], None]] = []
_notified_at = float("-inf")


def on_wake(listener: Callable[[], None]) -> None:
    """Call the listener, in this process, after each commit that wrote an event."""
    _listeners.append(listener)


def off_wake(listener: Callable[[], None]) -> None:
    _listeners.remove(listener)


def wake() -> None:
    """Called after commit: NOTIFY inside the transaction would make all commits wait in line."""
    fault("perform:after-commit")
    for listener in tuple(_listeners):
        listener()
    if connection.vendor == "postgresql":
        _notify()


def _notify() -> None:
    global _notified_at
    now = time.monotonic()
    if now - _notified_at < QUIET:
        return
    _notified_at = now
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}")
