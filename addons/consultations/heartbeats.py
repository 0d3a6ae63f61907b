"""Signs of life, written in sets: a few statements for thousands of sides.

Somebody who comes back after a silence leaves a gap behind, which costs nothing. Who comes back when
the talk should have ended by then does not revive it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from addons.base import clock
from addons.base.sets import change, insert, run
from addons.base.workflow.unit import unit_of_work

from . import charging
from .models import Consultation, Gap, Meter
from .timing import is_silent

# The key of a consultation and a side → when it was heard.
Signs = Mapping[tuple[int, str], datetime]
COLUMNS: Final = (
    "customer_seen_at",
    "provider_seen_at",
    "watched_at",
    "orphan_since",
    "funded_until",
)


@dataclass
class Heard:
    """What came of it: who can begin now, and who should have ended."""

    ready: list[int] = field(default_factory=list)
    due: list[int] = field(default_factory=list)


def note(signs: Signs, watched: Iterable[int] = ()) -> Heard:
    """Write down who was heard when, and which meters one of our processes looks after."""
    watched = set(watched) | {key for key, _side in signs}
    if not watched:
        return Heard()
    return unit_of_work(lambda: _note(signs, watched))


def note_one(consultation: Consultation, side: str) -> Heard:
    """One side shows that it is there, by a page for example."""
    return note({(consultation.pk, side): clock.now()}) if side else Heard()


def _note(signs: Signs, watched: set[int]) -> Heard:
    now, heard = clock.now(), Heard()
    locked = Meter.objects.filter(pk__in=watched).locked()
    rows: list[tuple[Any, ...]] = []
    gaps: list[tuple[Any, ...]] = []
    meters = locked.select_related("consultation").prefetch_related("gaps")
    for meter in meters:
        # Before the start it has no hold; after the end it runs no more.
        if not meter.is_running and meter.hold_id is not None:
            continue
        if meter.is_running and _should_have_ended(meter, now):
            heard.due.append(meter.pk)
            continue
        for side in ("customer", "provider"):
            if (at := signs.get((meter.pk, side))) is not None:
                gaps += _hear(meter, side, at)
        meter.watched_at, meter.orphan_since = now, None
        rows.append((meter.pk, *(getattr(meter, name) for name in COLUMNS)))
        if not meter.is_running and _both_there(meter, now):
            heard.ready.append(meter.pk)
    names = ("meter_id", "side", "start", "end")
    run(
        change(Meter, known=("consultation_id",), new=COLUMNS, rows=rows),
        insert(Gap, names, gaps),
    )
    return heard


def _should_have_ended(meter: Meter, now: datetime) -> bool:
    ending = meter.consultation.due(now, meter)
    # Money can still come; silence and deadlines that have passed stay.
    return ending is not None and ending.reason != "insufficient_balance"


def _hear(meter: Meter, side: str, at: datetime) -> list[tuple[Any, ...]]:
    """Move the side's last sign of life on; the gap that it leaves behind, if it was long."""
    name = f"{side}_seen_at"
    last: datetime | None = getattr(meter, name)
    if last is not None and at <= last:
        return []
    setattr(meter, name, at)
    started = meter.consultation.started_at
    if not meter.is_running or started is None or last is None or not is_silent(last, at):
        return []
    start = max(last, started)
    spans = [*meter.spans(), (start, at)]
    rate = meter.consultation.tariff
    meter.funded_until = charging.reach(rate, started, spans, meter.increments)
    return [(meter.pk, side, start, at)]


def _both_there(meter: Meter, now: datetime) -> bool:
    sides = (meter.customer_seen_at, meter.provider_seen_at)
    return all(at is not None and not is_silent(at, now) for at in sides)
