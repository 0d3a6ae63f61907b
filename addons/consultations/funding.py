"""Setting money aside for what will be talked: first minutes at the start, then a little at a time.

What is held is what the increments paid for cost, no more and no less. Meters are locked before
accounts, as everywhere; those that somebody else is working on are left to them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, Final, NamedTuple

import orjson
from django.db import connection
from django.utils.timezone import make_aware

from addons.base import clock, money
from addons.base.faults import fault
from addons.base.policies import policy
from addons.base.sets import array, change, insert, run
from addons.base.workflow.unit import unit_of_work
from addons.ledger.points import AsHeld, Extension, extend_all, hold, wallet_of

from . import charging
from .charging import MINUTE, Rate, Span
from .models import Consultation, ConsultationsPolicy, Gap, Meter, Slice
from .models.consultation import HOLD_KEY
from .timing import SILENCE

BATCH: Final = 1000
# With each look so much more than needed, so that the next look finds most of them supplied.
A_SLICE: Final = timedelta(minutes=2)

# The terms of each meter and what it is paid from; amounts in minor units.
READ: Final = """
WITH needy AS (
  SELECT consultation_id, increments, hold_id FROM consultations_meter
   WHERE is_running AND funded_until < %s
     AND customer_seen_at > %s AND provider_seen_at > %s AND consultation_id > %s {named}
   ORDER BY consultation_id LIMIT %s {lock}
)
SELECT m.consultation_id, m.increments, c.started_at, c.price_per_minute, c.increment_s,
       c.free_minutes, h.id, h.account_id, h.amount, a.balance - a.held
  FROM needy m
  JOIN consultations_consultation c ON c.id = m.consultation_id
  JOIN ledger_hold h ON h.id = m.hold_id
  JOIN ledger_account a ON a.id = h.account_id
 ORDER BY 1
"""
# One value that a quick reader takes apart: the driver would make each of a hundred thousand.
PACKED: Final = """
SELECT json_agg(json_build_array(consultation_id, increments,
       (extract(epoch FROM started_at) * 1000000)::bigint, price_per_minute::text, increment_s,
       free_minutes, id, account_id, amount, available))::text
  FROM ({read}) AS r (consultation_id, increments, started_at, price_per_minute, increment_s,
       free_minutes, id, account_id, amount, available)
"""
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Row(NamedTuple):
    """A running meter as it was read."""

    key: int
    increments: int
    started_at: datetime
    price: str
    increment_s: int
    free_minutes: int
    hold_id: int
    account_id: int
    amount: int
    available: int


class Supplied(NamedTuple):
    """A meter, and up to where it is paid for from now on."""

    key: int
    held: AsHeld
    before: int
    increments: int
    by: Decimal
    until: datetime


# --- the first minutes -----------------------------------------------------------------------------


def begin(consultation: Consultation) -> None:
    """Set aside what the first minutes cost, and let the meter run; refused where money is missing."""
    meter, started = consultation.meter, consultation.started_at
    assert started is not None  # it has just been started
    rate = consultation.tariff
    increments, amount = charging.needed(rate, consultation.minimum_minutes)
    wallet = wallet_of(consultation.customer)
    key = HOLD_KEY % consultation.pk
    meter.hold = hold(wallet, amount, key=key, for_record=consultation)
    meter.is_running, meter.increments = True, increments
    meter.funded_until = charging.reach(rate, started, (), increments)
    meter.stops_at = stop_of(consultation)
    meter.watched_at = meter.watched_at or started
    # Who starts it is there, and so is the other.
    meter.customer_seen_at = meter.customer_seen_at or started
    meter.provider_seen_at = meter.provider_seen_at or started
    meter.save()
    Slice.objects.create(
        meter=meter, at=started, amount=amount, increments=increments, until=meter.funded_until
    )


def stop_of(consultation: Consultation) -> datetime | None:
    stops = (consultation.ends_at, consultation.longest_until)
    return min((stop for stop in stops if stop is not None), default=None)


# --- more ----------------------------------------------------------------------------------------


def fund(keys: Iterable[int] | None = None, *, batch: int = BATCH) -> int:
    """Set more aside for the running meters that need it soon (of these, if named); for how many."""
    wanted = None if keys is None else sorted(set(keys))
    if wanted == []:
        return 0
    supplied, last = 0, 0
    while True:
        done, seen, last = unit_of_work(partial(_fund_batch, last, wanted, batch))
        supplied += done
        if seen < batch:
            return supplied
        fault("schedules:mid-batch")


def _fund_batch(after: int, wanted: list[int] | None, batch: int) -> tuple[int, int, int]:
    now = clock.now()
    rows = _needy(now, after, wanted, batch)
    if not rows:
        return 0, 0, after
    fault("consultations:meters-locked")
    gaps = _gaps_of([row.key for row in rows])
    plans = {plan.held.pk: plan for plan in _plans(rows, gaps, now)}
    extensions = [Extension(hold=plan.held, by=plan.by) for plan in plans.values()]
    done = [plans[key] for key in extend_all(extensions)] if extensions else []
    fault("consultations:more-held")
    _write(done, now)
    fault("consultations:meters-written")
    return len(done), len(rows), rows[-1].key


def _needy(now: datetime, after: int, wanted: list[int] | None, batch: int) -> list[Row]:
    """Running meters with little ahead, both of whose sides are there; locked, others' left out."""
    ahead = now + timedelta(minutes=policy(ConsultationsPolicy).minutes_ahead)
    moments = [connection.ops.adapt_datetimefield_value(at) for at in (ahead, now - SILENCE)]
    given: list[Any] = [moments[0], moments[1], moments[1], after]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = "" if wanted is None else "AND consultation_id = ANY(%s::bigint[])"
            given += [] if wanted is None else [array(wanted)]
            read = READ.format(named=named, lock="FOR NO KEY UPDATE SKIP LOCKED")
            cursor.execute(PACKED.format(read=read), [*given, batch])
            packed = orjson.loads(cursor.fetchone()[0] or "[]")
            return [Row._make((*each[:2], *_terms(*each[2:4]), *each[4:])) for each in packed]
        # Nobody else writes: the transaction has begun as IMMEDIATE.
        named = "" if wanted is None else "AND consultation_id IN (SELECT value FROM json_each(%s))"
        given += [] if wanted is None else [json.dumps(wanted)]
        cursor.execute(READ.format(named=named, lock=""), [*given, batch])
        return [
            Row._make((*each[:2], make_aware(each[2], UTC), str(each[3]), *each[4:]))
            for each in cursor.fetchall()
        ]


def _terms(micros: int, price: str) -> tuple[datetime, str]:
    return EPOCH + timedelta(microseconds=micros), price


def _gaps_of(keys: list[int]) -> dict[int, list[Span]]:
    """Few have any."""
    gaps: dict[int, list[Span]] = {}
    few = Gap.objects.filter(meter__is_running=True, meter__gte=keys[0], meter__lte=keys[-1])
    for key, start, end in few.values_list("meter_id", "start", "end"):
        gaps.setdefault(key, []).append((start, end))
    return gaps


def _plans(rows: list[Row], gaps: dict[int, list[Span]], now: datetime) -> Iterator[Supplied]:
    """What each gets, as far as its wallet allows; several meters of one wallet share it."""
    enough = now + timedelta(minutes=policy(ConsultationsPolicy).minutes_ahead) + A_SLICE
    unit = money.smallest()
    left: dict[int, Decimal] = {}
    for row in rows:
        rate = _rate(row.price, row.increment_s, row.free_minutes, unit)
        pauses, amount = gaps.get(row.key, ()), row.amount * unit
        reached = charging.reach(rate, row.started_at, pauses, row.increments)
        missing = -((reached - enough) // timedelta(seconds=row.increment_s))
        increments = row.increments + max(missing, 1)
        by = charging.price(rate, increments) - amount
        available = left.get(row.account_id)
        if available is None:
            available = max(row.available, 0) * unit
        if by > available:
            increments = charging.affordable(rate, amount + available)
            by = charging.price(rate, increments) - amount
        if increments > row.increments and by > 0:
            left[row.account_id] = available - by
            until = charging.reach(rate, row.started_at, pauses, increments)
            held = AsHeld(row.hold_id, row.account_id, amount, None)
            yield Supplied(row.key, held, row.increments, increments, by, until)


@lru_cache(maxsize=10_000)
def _rate(price: str, increment_s: int, free_minutes: int, unit: Decimal) -> Rate:
    """The same object for the same terms, so that its prices are known already."""
    free_s = free_minutes * MINUTE
    return Rate(per_minute=Decimal(price), increment_s=increment_s, free_s=free_s, unit=unit)


def _write(done: list[Supplied], now: datetime) -> None:
    known, new = ("consultation_id", "increments"), ("increments", "funded_until")
    meters = [(plan.key, plan.before, plan.increments, plan.until) for plan in done]
    slices = [(plan.key, now, plan.by, plan.increments, plan.until) for plan in done]
    names = ("meter_id", "at", "amount", "increments", "until")
    run(change(Meter, known=known, new=new, rows=meters), insert(Slice, names, slices))
