"""The one way a record is written: guarded row, event, history row, owed effects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy, deepcopy
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from types import NoneType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from .. import clock
from ..events.chain import plain, seal
from ..events.model import Event, Kind
from ..events.owe import owe_effects
from ..events.wake import wake
from ..faults import fault
from .actors import Actor, Door, System, address
from .journal import tell_committed
from .rows import CHANGED, CREATED, Entry, write_rows

if TYPE_CHECKING:
    from ..models.record import Record
    from .compose import ComposedFlow

# What every change moves.
HEAD_COLUMNS = ("state", "version", "chain", "state_since", "updated_at")

# The event inside whose follow-ups we are: what a nested door is caused by.
_cause: ContextVar[int | None] = ContextVar("cause", default=None)


@contextmanager
def caused_by(event: Event) -> Iterator[None]:
    """Events written inside name this one as their cause."""
    token = _cause.set(event.pk)
    try:
        yield
    finally:
        _cause.reset(token)


@dataclass(frozen=True)
class Deed:
    """Who does what, why and by which door: the part of an event that the caller knows."""

    kind: Kind
    actor: Actor
    via: Door
    transition: str = ""
    reason: str = ""
    arguments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Head:
    """Where the record's stream stood when it was read: what the guard compares."""

    state: str
    version: int
    chain: str
    since: datetime
    columns: dict[str, Any]


def head_of(record: Record) -> Head:
    return Head(
        state=record.state,
        version=record.version,
        chain=record.chain,
        since=record.state_since,
        columns=columns_of(record),
    )


def columns_of(record: Record) -> dict[str, Any]:
    """The values by column name; what can change in place is copied, so that it is noticed."""
    held = record.__dict__
    columns = {f.attname: held.get(f.attname) for f in record._meta.concrete_fields}
    for name, value in columns.items():
        if type(value) not in UNCHANGEABLE:
            columns[name] = deepcopy(value) if isinstance(value, (dict, list)) else copy(value)
    return columns


UNCHANGEABLE = {NoneType, bool, int, str, Decimal, datetime, date, UUID}


def changed_columns(record: Record, head: Head) -> list[str]:
    held = record.__dict__
    return [name for name, value in head.columns.items() if value != held.get(name)]


def write(record: Record, head: Head, deed: Deed, *, flow: ComposedFlow) -> Event:
    """Write the changed record over `head`, with its event, history row and owed effects."""
    entry = advance(record, head, deed, now=clock.now())
    write_all([entry], flow=flow, columns=changed_columns(record, head))
    return entry.event


def write_new(record: Record, deed: Deed, *, flow: ComposedFlow) -> Event:
    """Insert the record with event 1 of its stream."""
    now = clock.now()
    record.created_at = record.updated_at = record.state_since = now
    record.save_base(force_insert=True)
    nothing = Head(state="", version=0, chain="", since=now, columns={})
    entry = advance(record, nothing, deed, now=now)
    # A second statement, because the hash needs the key that the first one made.
    inserted = replace(entry, head=replace(nothing, state=record.state))
    write_all([inserted], flow=flow, columns=HEAD_COLUMNS, mark=CREATED)
    return entry.event


def write_all(
    entries: Sequence[Entry], *, flow: ComposedFlow, columns: Sequence[str], mark: str = CHANGED
) -> None:
    """Write records of one type with their events, history rows and owed effects."""
    write_rows(entries, columns=columns, mark=mark)
    fault("perform:after-history")
    events = [entry.event for entry in entries]
    owe_effects(events, flow=flow)
    fault("perform:after-effects-owed")
    transaction.on_commit(wake, robust=True)
    transaction.on_commit(partial(tell_committed, events), robust=True)


def advance(record: Record, head: Head, deed: Deed, *, now: datetime) -> Entry:
    """Seal what was done to the record as its next event and move its head there; in memory."""
    event = next_event(record, head, deed, now=now)
    record.version = event.sequence
    record.chain = event.hash
    record.updated_at = event.at
    if record.state != head.state:
        record.state_since = event.at
    return Entry(record, head, event)


def next_event(record: Record, head: Head, deed: Deed, *, now: datetime) -> Event:
    """The sealed next event of the stream, not saved yet."""
    actor = deed.actor
    event = Event(
        record_type=record.record_type,
        record_id=str(record.pk),
        sequence=head.version + 1,
        kind=deed.kind,
        transition=deed.transition,
        previous_state=head.state,
        new_state=record.state,
        actor_id=actor.pk,
        system_name=actor.name if isinstance(actor, System) else "",
        automated=isinstance(actor, System),
        via=deed.via,
        reason=deed.reason,
        # The reason stands by itself.
        arguments={k: plain(v) for k, v in deed.arguments.items() if k != "reason"},
        address=address.get(),
        # A moved clock may be moved back; a stay is never negative.
        seconds_in_previous_state=max(0, int((now - head.since).total_seconds())),
        at=now,
        caused_by=_cause.get(),
    )
    return seal(event, previous=head.chain)
