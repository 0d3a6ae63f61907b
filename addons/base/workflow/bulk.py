"""The door for many: set-based where the transition allows it, else one record after the other.

    outcome = perform_many(Parcel.objects.lapsed(), ParcelFlow.lapse, actor=…, via=…)
    outcome.done, outcome.refused, outcome.unchanged, outcome.errors

A record that fails never holds up the rest, and what somebody else is working on is left to them.
Set-based: declared with `bulk=`, and nothing follows but what takes sets (`follows_all`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import Any, Final, TypeVar

from django.db import OperationalError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from .. import clock
from ..events.model import Event, Kind
from ..faults import fault
from ..models.record import Record
from ..points import FollowUp
from .actors import Actor, Door, System
from .changes import Change
from .compose import ComposedFlow, flow_of, owner_of, run_body
from .declare import Body, Transition
from .doors import perform
from .errors import Conflict, DoorError
from .rows import Entry
from .steps import body_arguments, check_arguments, require_permission, require_possible, root_of
from .unit import is_retryable, unit_of_work
from .write import HEAD_COLUMNS, Deed, advance, caused_by, changed_columns, head_of, write_all

M = TypeVar("M", bound=Record)
Progress = Callable[[int, int], None]

BATCH: Final = 500

logger = logging.getLogger(__name__)


class Status(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    UNCHANGED = "unchanged"  # somebody else was faster, or is working on it


@dataclass(frozen=True)
class Result:
    """What became of one record."""

    pk: Any
    status: Status
    error: DoorError | None = None


@dataclass
class Outcome:
    """What became of all of them, in the order of the selection."""

    results: list[Result] = field(default_factory=list)

    @property
    def done(self) -> int:
        return self._count(Status.DONE)

    @property
    def refused(self) -> int:
        return self._count(Status.REFUSED)

    @property
    def unchanged(self) -> int:
        return self._count(Status.UNCHANGED)

    @property
    def errors(self) -> dict[Any, DoorError]:
        """Why, by primary key, for each that was refused or left unchanged."""
        return {result.pk: result.error for result in self.results if result.error}

    def _count(self, status: Status) -> int:
        return sum(result.status is status for result in self.results)


@dataclass(frozen=True)
class Task:
    """The one thing that is to be done with each record."""

    selection: QuerySet[Any]
    flow: ComposedFlow
    spec: Transition
    deed: Deed
    data: dict[str, Any] | None
    data_by_key: Mapping[Any, dict[str, Any]] = field(default_factory=dict)
    causes: Mapping[Any, Event] = field(default_factory=dict)

    @property
    def is_set_based(self) -> bool:
        return self.spec.bulk is not None and all(f.run_for_all for f in self.follow_ups)

    @property
    def follow_ups(self) -> Sequence[FollowUp]:
        return self.flow.follow_ups.get(self.spec.name, ())

    def data_of(self, record: Record) -> dict[str, Any] | None:
        return self.data_by_key.get(record.pk, self.data)

    def cause_of(self, record: Record) -> AbstractContextManager[None]:
        event = self.causes.get(record.pk)
        return nullcontext() if event is None else caused_by(event)


def perform_many(
    records: QuerySet[Any] | Iterable[Record],
    transition: Body | str,
    *,
    actor: Actor,
    via: Door,
    data: dict[str, Any] | None = None,
    data_by_key: Mapping[Any, dict[str, Any]] | None = None,
    reason: str = "",
    progress: Progress | None = None,
) -> Outcome:
    """Take each record through the transition; `progress(handled, total)` is told after each batch.

    A queryset is asked again when its rows are taken, so what has left it meanwhile stays unchanged.
    `data_by_key`: where each is given something else, by primary key; only these are taken then.
    """
    records = records if isinstance(records, QuerySet) else list(records)
    if records == []:
        return Outcome()
    selection, keys = _selected(records, data_by_key)
    flow = flow_of(selection.model)
    spec = flow.find(transition)
    deed = Deed(Kind.TRANSITION, actor, via, spec.name, reason)
    task = Task(_visible(selection, actor), flow, spec, deed, data, data_by_key or {})
    return _in_batches(task, keys, progress)


def _in_batches(task: Task, keys: Sequence[Any], progress: Progress | None = None) -> Outcome:
    outcome = Outcome()
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        outcome.results += _in_order(batch, _take(task, batch))
        fault("schedules:mid-batch")
        if progress is not None:
            progress(len(outcome.results), len(keys))
    return outcome


def follow_all(transition: Body, *, actor: Actor, causes: Mapping[Any, Event]) -> None:
    """In a follow-up that takes sets: take the records along, all of them or none.

    `causes`: by the primary key of each, the event that it follows.
    """
    flow, name = owner_of(transition)
    spec = flow.transitions[name]
    deed = Deed(Kind.TRANSITION, actor, Door.FOLLOW_UP, name)
    task = Task(_visible(flow.model.objects.all(), actor), flow, spec, deed, None, causes=causes)
    outcome = _in_batches(task, list(causes))
    for error in outcome.errors.values():
        raise error


def one_by_one(records: Iterable[M], act: Callable[[M], object]) -> Outcome:
    """Do with each what goes through the doors by itself; one that fails holds up nobody."""
    return Outcome([_attempt(record, act) for record in records])


def _selected(
    records: QuerySet[Any] | list[Record], named: Iterable[Any] | None
) -> tuple[QuerySet[Any], list[Any]]:
    """What the rows are taken from, and the keys of those to take."""
    if isinstance(records, QuerySet):
        keys = list(records.values_list("pk", flat=True) if named is None else named)
        # A slice cannot be narrowed further; its keys say enough.
        return (records.model.objects.all() if records.query.is_sliced else records), keys
    model = type(records[0])
    if any(type(record) is not model for record in records):
        raise TypeError("perform_many takes records of one type at a time.")
    return model.objects.all(), [record.pk for record in records]


def _visible(selection: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    if isinstance(actor, System):
        return selection
    return selection.filter(pk__in=selection.model.objects.visible_to(actor).values("pk"))


def _in_order(keys: Sequence[Any], results: Iterable[Result]) -> Iterator[Result]:
    by_key = {result.pk: result for result in results}
    for key in keys:
        yield by_key.get(key) or Result(key, Status.UNCHANGED, Conflict())


def _take(task: Task, keys: Sequence[Any]) -> list[Result]:
    if task.is_set_based:
        try:
            return unit_of_work(lambda: _take_as_set(task, keys))
        except Exception:
            # One of them spoils the set: it will be found when each goes by itself.
            logger.warning("%s: a batch goes one by one", task.spec.name, exc_info=True)
    return one_by_one(_rows(task, keys), partial(_take_one, task)).results


def _take_one(task: Task, record: Record) -> None:
    deed, data = task.deed, task.data_of(record)
    keywords: dict[str, Any] = {"actor": deed.actor, "via": deed.via, "reason": deed.reason}
    with task.cause_of(record):
        perform(record, task.spec.name, data=data, **keywords)


def _attempt(record: M, act: Callable[[M], object]) -> Result:
    try:
        act(record)
    except DoorError as error:
        return _refusal(record, error)
    except OperationalError as error:
        if not is_retryable(error):
            raise
        return Result(record.pk, Status.UNCHANGED, Conflict())
    except Exception:
        logger.exception("%s is left as it was", record.topic)
        failure = DoorError(_("Something went wrong here; it was left as it was."), code="failed")
        return Result(record.pk, Status.REFUSED, failure)
    fault("schedules:mid-batch")
    return Result(record.pk, Status.DONE)


def _refusal(record: Record, error: DoorError) -> Result:
    was_late = isinstance(error, Conflict) and error.code in (Conflict.code, "changed")
    return Result(record.pk, Status.UNCHANGED if was_late else Status.REFUSED, error)


def _take_as_set(task: Task, keys: Sequence[Any]) -> list[Result]:
    entries: list[Entry] = []
    changes: dict[Record, Change] = {}
    results: list[Result] = []
    for record in _locked(task, keys):
        if task.spec.is_repeat(record.state):
            results.append(Result(record.pk, Status.DONE))
            continue
        try:
            entry, changes[record] = _changed(task, record)
        except DoorError as error:
            results.append(_refusal(record, error))
        else:
            entries.append(entry)
    if entries:
        write_all(entries, flow=task.flow, columns=_columns(task.spec))
        for follow_up in task.follow_ups:
            assert follow_up.run_for_all is not None  # else it would not be set-based
            follow_up.run_for_all(changes)
        fault("perform:after-follow-ups")
    return results + [Result(entry.record.pk, Status.DONE) for entry in entries]


def _rows(task: Task, keys: Sequence[Any]) -> QuerySet[Any]:
    # The selection may join or be distinct, and such rows cannot be locked; its keys can.
    selected = task.selection.filter(pk__in=keys).order_by().values("pk")
    rows: QuerySet[Any] = task.selection.model._plain.filter(pk__in=selected)
    return rows.order_by("pk")


def _locked(task: Task, keys: Sequence[Any]) -> QuerySet[Any]:
    """Those of the rows that are still selected and that nobody else is working on."""
    rows = _rows(task, keys)
    root = root_of(task.flow)
    if root is not None:
        owners = root.model._plain.filter(pk__in=rows.order_by().values(root.column))
        free = owners.order_by("pk").select_for_update(no_key=True, skip_locked=True)
        rows = rows.filter(**{f"{root.column}__in": list(free.values_list("pk", flat=True))})
    return rows.select_for_update(no_key=True, skip_locked=True)


def _changed(task: Task, record: Record) -> tuple[Entry, Change]:
    """The record after the transition, in memory, with its sealed event, and what follow-ups read."""
    deed, spec = task.deed, task.spec
    require_permission(deed.actor, spec.permission, record)
    require_possible(task.flow, spec, record, actor=deed.actor)
    data = task.data_of(record)
    arguments, why = check_arguments(spec, data, None, record=record, actor=deed.actor)
    deed = replace(deed, reason=deed.reason or why, arguments=arguments)
    head = head_of(record)
    run_body(record, spec, body_arguments(spec, deed))
    with task.cause_of(record):
        entry = advance(record, head, deed, now=clock.now())
    undeclared = set(changed_columns(record, head)) - set(_columns(spec))
    if undeclared:
        raise TypeError(f"{spec.name} changes {undeclared}, which its bulk=SetOf(…) leaves out.")
    return entry, Change.of(entry.event, spec, deed, head)


def _columns(spec: Transition) -> tuple[str, ...]:
    return (*HEAD_COLUMNS, *(spec.bulk.columns if spec.bulk else ()))
