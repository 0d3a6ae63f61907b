"""Writing down, in an event's own transaction, which effects it owes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

from ..sets import insert, run
from .model import EffectRun, Event, Kind

if TYPE_CHECKING:
    from ..workflow.compose import ComposedFlow

COLUMNS: Final = ("event_id", "effect", "attempts", "not_before", "done_at", "error")

_recorded_only: ContextVar[bool] = ContextVar("effects_recorded_only", default=False)


@contextmanager
def effects_recorded_only() -> Iterator[None]:
    """Effects of what happens inside count as delivered: a made-up life must not mail anybody."""
    token = _recorded_only.set(True)
    try:
        yield
    finally:
        _recorded_only.reset(token)


def is_made_up() -> bool:
    """Whether what happens now is a demo's past."""
    return _recorded_only.get()


def owe_effects(events: list[Event], *, flow: ComposedFlow) -> None:
    """One row for each effect of each event; a worker takes them after commit."""
    is_done = _recorded_only.get()
    owed = [
        (event.pk, effect.name, 0, event.at, event.at if is_done else None, "")
        for event in events
        if event.kind == Kind.TRANSITION
        for effect in flow.effects.get(event.transition, ())
    ]
    run(insert(EffectRun, COLUMNS, owed))
