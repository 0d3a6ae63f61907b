"""What the log tells: one line for each request, one for each change of a record, and no content.

Never bodies, arguments, addresses of pages or names: an event's id leads whoever may read it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

from ..counters import count_changes
from ..events.model import Event
from ..events.owe import is_made_up
from .errors import DoorError

changes = structlog.get_logger("callout.changes")

# The events of the request at hand, for its one line.
_events: ContextVar[list[int] | None] = ContextVar("events", default=None)


@contextmanager
def gathering_events() -> Iterator[list[int]]:
    """The ids of the events that are committed inside."""
    events: list[int] = []
    token = _events.set(events)
    try:
        yield events
    finally:
        _events.reset(token)


def tell_committed(events: Sequence[Event]) -> None:
    """After the commit of changes that one deed made, of one record or of many."""
    if is_made_up():
        return
    ids = [event.pk for event in events]
    gathered = _events.get()
    if gathered is not None:
        gathered.extend(ids)
    first = events[0]
    count_changes(first.record_type, first.transition or first.kind, result="done", number=len(ids))
    what = {"record_id": first.record_id} if len(ids) == 1 else {"records": len(ids)}
    changes.info(
        "changed",
        flow=first.record_type,
        kind=first.kind,
        transition=first.transition,
        previous_state=first.previous_state,
        new_state=first.new_state,
        actor_id=first.actor_id,
        system=first.system_name,
        via=first.via,
        caused_by=first.caused_by,
        events=ids,
        **what,
    )


@contextmanager
def telling_refusals(flow: str, transition: str) -> Iterator[None]:
    """A door that does not open is told with the refusal's code."""
    try:
        yield
    except DoorError as error:
        count_changes(flow, transition, result=error.code)
        changes.info("refused", flow=flow, transition=transition, code=error.code)
        raise
