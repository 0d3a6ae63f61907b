"""A nudge to tail and worker after commit. Both work from rows: losing one loses nothing."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def on_wake(listener: Callable[[], None]) -> None:
    """Call the listener, in this process, after each commit that wrote an event."""
    _listeners.append(listener)


def wake() -> None:
    for listener in _listeners:
        listener()
