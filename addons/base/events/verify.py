"""Whether the log and the records still say the same: what `manage.py verify` walks through.

Memory stays the same however many there are. While it walks others go on writing, so what looks
broken is looked at again with the record locked before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, groupby, islice
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


@dataclass(frozen=True)
class Place:
    """How far a walk has come: the part it is in, and the key there after which it goes on."""

    part: str = ""
    key: str = ""


# From the key on: the key reached, and what was found until there.
Part = Callable[[str], Iterator[tuple[str, list[str]]]]


def breaks(*, record_type: str | None = None, tally: Tally | None = None) -> Iterator[str]:
    """One sentence for each thing that does not hold, of one record type or of everything."""
    for part in _parts(tally or Tally(), record_type).values():
        for _key, found in part(""):
            yield from found


def walk(*, after: Place, tally: Tally) -> Iterator[tuple[Place, list[str]]]:
    """Everything, in steps that may be taken up again: the place reached, and what was found."""
    parts = _parts(tally)
    # A part that is not there any more, its addon being off, makes the walk begin anew.
    names = list(parts)
    begun = names.index(after.part) if after.part in parts else 0
    for name in names[begun:]:
        for key, found in parts[name](after.key if name == after.part else ""):
            yield Place(name, key), found


def _parts(tally: Tally, record_type: str | None = None) -> dict[str, Part]:
    parts: dict[str, Part] = {}
    for flow in FLOWS.values():
        if record_type in (None, flow.label):
            parts[f"records of {flow.label}"] = partial(_of_records, flow, tally)
            parts[f"streams of {flow.label}"] = partial(_without_record, flow)
    if record_type is None:
        for other in _switched_off():
            parts[f"streams of {other}"] = partial(_of_switched_off, other, tally)
        parts["states"] = partial(_at_once, unknown_states)
        parts |= {f"check {name}": partial(_at_once, check) for name, check in CHECKS.items()}
    return parts


def _at_once(check: Callable[[], Iterable[Any]], after: str) -> Iterator[tuple[str, list[str]]]:
    if not after:
        yield "all of it", [str(sentence) for sentence in check()]


# --- records and their streams -----------------------------------------------------------------


def _of_records(flow: ComposedFlow, tally: Tally, after: str) -> Iterator[tuple[str, list[str]]]:
    records = flow.model._plain.order_by("pk").only("pk", "state", "version", "chain")
    if after:
        records = records.filter(pk__gt=after)
    for chunk in _chunks(records.iterator(chunk_size=CHUNK)):
        suspects = _suspects(flow, chunk, tally)
        found = [_looked_at_again(flow, each.pk) for each in chunk if each.pk in suspects]
        yield str(chunk[-1].pk), list(chain.from_iterable(found))


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


def _without_record(flow: ComposedFlow, after: str) -> Iterator[tuple[str, list[str]]]:
    """Streams whose record is gone: nothing may be deleted."""
    model = flow.model
    for keys in _chunks(_stream_keys(flow.label, after)):
        there = model._plain.filter(pk__in=keys).values_list("pk", flat=True)
        gone = sorted(set(keys) - set(map(str, there)))
        yield (
            keys[-1],
            [f"{flow.label}:{key}: the record is gone, its stream is not" for key in gone],
        )


def _switched_off() -> list[str]:
    """The record types of addons that are off: out of reach, but their chains are not."""
    types = Event._plain.order_by().values_list("record_type", flat=True).distinct()
    return sorted(set(types) - set(FLOWS))


def _of_switched_off(record_type: str, tally: Tally, after: str) -> Iterator[tuple[str, list[str]]]:
    for keys in _chunks(_stream_keys(record_type, after)):
        events = _stream(record_type, keys).iterator(chunk_size=CHUNK)
        found: list[str] = []
        for _key, stream in groupby(tally.counted(events), key=lambda event: event.record_id):
            tally.streams += 1
            found += map(str, breaks_in(stream, head=None))
        yield keys[-1], found


def _stream_keys(record_type: str, after: str) -> Iterator[str]:
    keys = Event._plain.filter(record_type=record_type, record_id__gt=after).order_by("record_id")
    return keys.values_list("record_id", flat=True).distinct().iterator(chunk_size=CHUNK)


def _chunks(items: Iterator[Any]) -> Iterator[list[Any]]:
    while chunk := list(islice(items, CHUNK)):
        yield chunk
