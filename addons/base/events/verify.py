"""Whether the log and the records still say the same: what `manage.py verify` walks through.

Memory stays the same however many there are. While it walks others go on writing, so what looks
broken is looked at again with the record locked before it counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any, Final

from django.db import transaction
from django.db.models import Count

from ..models.history import history_of
from ..points import CHECKS, FLOWS
from ..workflow.compose import ComposedFlow
from ..workflow.known_states import unknown_states
from .chain import Break, breaks_in
from .model import Event

CHUNK: Final = 500


@dataclass
class Tally:
    """How much was looked at."""

    streams: int = 0
    events: int = 0

    def counted(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            self.events += 1
            yield event


def breaks(*, record_type: str | None = None, tally: Tally | None = None) -> Iterator[str]:
    """One sentence for each thing that does not hold, of one record type or of everything."""
    tally = tally or Tally()
    for flow in FLOWS.values():
        if record_type in (None, flow.label):
            yield from _of_records(flow, tally)
            yield from _without_record(flow)
    if record_type is None:
        yield from _of_switched_off(tally)
        yield from map(str, unknown_states())
        for check in CHECKS.values():
            yield from map(str, check())


# --- records and their streams -----------------------------------------------------------------


def _of_records(flow: ComposedFlow, tally: Tally) -> Iterator[str]:
    records = flow.model._plain.order_by("pk").only("pk", "state", "version", "chain")
    for chunk in _chunks(records.iterator(chunk_size=CHUNK)):
        suspects = _suspects(flow, chunk, tally)
        for record in chunk:
            if record.pk in suspects:
                yield from _looked_at_again(flow, record.pk)


def _suspects(flow: ComposedFlow, records: Sequence[Any], tally: Tally) -> set[Any]:
    """The keys of those in which something is wrong, or just being written."""
    heads = {str(record.pk): record for record in records}
    events = _stream(flow.label, list(heads)).iterator(chunk_size=CHUNK)
    sound = set()
    for key, stream in groupby(tally.counted(events), key=lambda event: event.record_id):
        tally.streams += 1
        if not list(_breaks_of(heads[key], stream)):
            sound.add(heads[key].pk)
    rows = _history_rows(flow, [record.pk for record in records])
    return {r.pk for r in records if r.pk not in sound or rows.get(r.pk) != r.version}


def _looked_at_again(flow: ComposedFlow, key: Any) -> Iterator[str]:
    with transaction.atomic():
        record = flow.model._plain.select_for_update().get(pk=key)
        found = list(_breaks_of(record, _stream(flow.label, [str(key)])))
        rows = _history_rows(flow, [key]).get(key, 0)
    yield from map(str, found)
    if rows != record.version:
        yield f"{record.topic}: {rows} history rows for {record.version} events"


def _breaks_of(record: Any, stream: Iterable[Event]) -> Iterator[Break]:
    return breaks_in(stream, head=(record.version, record.chain), state_now=record.state)


def _stream(record_type: str, keys: list[str]) -> Any:
    streams = Event._plain.filter(record_type=record_type, record_id__in=keys)
    return streams.order_by("record_id", "sequence")


def _history_rows(flow: ComposedFlow, keys: Sequence[Any]) -> dict[Any, int]:
    """How many whole rows each record has; one per event is right."""
    name = flow.model._meta.pk.name
    rows = history_of(flow.model)._base_manager.filter(**{f"{name}__in": keys}).order_by()
    return dict(rows.values_list(name).annotate(Count("history_id")))


# --- streams that stand alone --------------------------------------------------------------------


def _without_record(flow: ComposedFlow) -> Iterator[str]:
    """Streams whose record is gone: nothing may be deleted."""
    model = flow.model
    for keys in _chunks(_stream_keys(flow.label)):
        there = model._plain.filter(pk__in=keys).values_list("pk", flat=True)
        for key in sorted(set(keys) - set(map(str, there))):
            yield f"{flow.label}:{key}: the record is gone, its stream is not"


def _of_switched_off(tally: Tally) -> Iterator[str]:
    """The streams of addons that are off: their records are out of reach, their chains are not."""
    types = Event._plain.order_by().values_list("record_type", flat=True).distinct()
    for record_type in sorted(set(types) - set(FLOWS)):
        for keys in _chunks(_stream_keys(record_type)):
            events = _stream(record_type, list(keys)).iterator(chunk_size=CHUNK)
            counted = tally.counted(events)
            for _key, stream in groupby(counted, key=lambda event: event.record_id):
                tally.streams += 1
                yield from map(str, breaks_in(stream, head=None))


def _stream_keys(record_type: str) -> Iterator[str]:
    keys = Event._plain.filter(record_type=record_type).order_by("record_id")
    return keys.values_list("record_id", flat=True).distinct().iterator(chunk_size=CHUNK)


def _chunks(items: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk
