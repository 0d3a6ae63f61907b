"""The one way a record is written: guarded row, event, history row, owed effects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from .. import clock
from ..events.chain import plain, seal
from ..events.model import EffectRun, Event, Kind
from ..events.wake import wake
from ..models.history import write_history
from .actors import Actor, Door, System, address
from .errors import Conflict

if TYPE_CHECKING:
    from ..models.record import Record
    from .compose import ComposedFlow

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
    # Copied, so that a body that changes a JSON value in place is noticed.
    return {f.attname: copy(record.__dict__.get(f.attname)) for f in record._meta.concrete_fields}


def write(record: Record, head: Head, deed: Deed, *, flow: ComposedFlow) -> Event:
    """Write the changed record over `head`, with its event, history row and owed effects."""
    now = clock.now()
    event = next_event(record, head, deed, now=now)
    advance(record, event, entered=record.state != head.state)
    now_columns = columns_of(record)
    changes = {k: v for k, v in now_columns.items() if v != head.columns[k]}
    if guarded(record, head).update(**changes) != 1:
        raise Conflict(state=head.state)
    save_event(record, event, flow=flow)
    return event


def write_new(record: Record, deed: Deed, *, flow: ComposedFlow) -> Event:
    """Insert the record with event 1 of its stream."""
    now = clock.now()
    record.created_at = record.updated_at = record.state_since = now
    record.save_base(force_insert=True)
    head = Head(state="", version=0, chain="", since=now, columns={})
    event = next_event(record, head, deed, now=now)
    advance(record, event, entered=True)
    # A second statement, because the hash needs the key that the first one made.
    type(record)._plain.filter(pk=record.pk).update(version=record.version, chain=record.chain)
    save_event(record, event, flow=flow, created=True)
    return event


def guarded(record: Record, head: Head) -> QuerySet[Any]:
    """The row, if nobody has written it since: correctness rests on this and on no lock."""
    return type(record)._plain.filter(pk=record.pk, version=head.version, state=head.state)


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
        arguments=plain(deed.arguments),
        address=address.get(),
        # A moved clock may be moved back; a stay is never negative.
        seconds_in_previous_state=max(0, int((now - head.since).total_seconds())),
        at=now,
        caused_by=_cause.get(),
    )
    return seal(event, previous=head.chain)


def advance(record: Record, event: Event, *, entered: bool) -> None:
    """Move the record's head to the event."""
    record.version = event.sequence
    record.chain = event.hash
    record.updated_at = event.at
    if entered:
        record.state_since = event.at


def save_event(record: Record, event: Event, *, flow: ComposedFlow, created: bool = False) -> None:
    event.save(force_insert=True)
    write_history(type(record), events=[event.pk], created=created)
    owe_effects([event], flow=flow)
    transaction.on_commit(wake, robust=True)


def owe_effects(events: list[Event], *, flow: ComposedFlow) -> None:
    """One row for each effect of each event; a worker takes them after commit."""
    owed = [
        EffectRun(event=event, effect=effect.name, not_before=event.at)
        for event in events
        if event.kind == Kind.TRANSITION
        for effect in flow.effects.get(event.transition, ())
    ]
    if owed:
        EffectRun.objects.bulk_create(owed)
