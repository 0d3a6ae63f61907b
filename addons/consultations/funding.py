"""Setting money aside for what will be talked: first minutes at the start, then a little at a time.

What is held is what the increments paid for cost, no more and no less. Meters are locked before
accounts, as everywhere; those that somebody else is working on are left to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from django.db.models import BigIntegerField
from django.db.models.functions import Cast

from addons.base import clock, money
from addons.base.faults import fault
from addons.base.policies import policy
from addons.base.sets import change, insert, run
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

# The terms of a meter and what it is paid from; amounts as the database has them, in minor units.
TERMS: Final = (
    "pk",
    "increments",
    "consultation__started_at",
    "consultation__price_per_minute",
    "consultation__increment_s",
    "consultation__free_minutes",
    "hold_id",
    "hold__account_id",
    "hold__expires_at",
)
HELD: Final = Cast("hold__amount", BigIntegerField())
AVAILABLE: Final = Cast("hold__account__balance", BigIntegerField()) - Cast(
    "hold__account__held", BigIntegerField()
)


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
        done, seen, last = unit_of_work(lambda last=last: _fund_batch(last, wanted, batch))  # type: ignore[misc]
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
    gaps = _gaps_of([row[0] for row in rows])
    plans = {plan.held.pk: plan for plan in _plans(rows, gaps, now)}
    extensions = [Extension(hold=plan.held, by=plan.by) for plan in plans.values()]
    done = [plans[key] for key in extend_all(extensions)] if extensions else []
    fault("consultations:more-held")
    _write(done, now)
    fault("consultations:meters-written")
    return len(done), len(rows), rows[-1][0]


def _needy(
    now: datetime, after: int, wanted: list[int] | None, batch: int
) -> list[tuple[Any, ...]]:
    """Running meters with little ahead, both of whose sides are there; locked, others' left out."""
    ahead = timedelta(minutes=policy(ConsultationsPolicy).minutes_ahead)
    heard = now - SILENCE
    needy = Meter.objects.filter(
        is_running=True,
        funded_until__lt=now + ahead,
        customer_seen_at__gt=heard,
        provider_seen_at__gt=heard,
        pk__gt=after,
    )
    if wanted is not None:
        needy = needy.filter(pk__in=wanted)
    free = needy.select_for_update(no_key=True, skip_locked=True).order_by("pk")
    keys = list(free.values_list("pk", flat=True)[:batch])
    # Read when locked, so that it is as it stays.
    rows = Meter.objects.filter(pk__in=keys).order_by("pk")
    return list(rows.values_list(*TERMS, HELD, AVAILABLE)) if keys else []


def _gaps_of(keys: list[int]) -> dict[int, list[Span]]:
    gaps: dict[int, list[Span]] = {}
    few = Gap.objects.filter(meter__in=keys, meter__is_running=True)
    for key, start, end in few.values_list("meter_id", "start", "end"):
        gaps.setdefault(key, []).append((start, end))
    return gaps


def _plans(
    rows: list[tuple[Any, ...]], gaps: dict[int, list[Span]], now: datetime
) -> Iterator[Supplied]:
    """What each gets, as far as its wallet allows; several meters of one wallet share it."""
    enough = now + timedelta(minutes=policy(ConsultationsPolicy).minutes_ahead) + A_SLICE
    unit = money.smallest()
    left: dict[int, Decimal] = {}
    for row in rows:
        key, before, started, price, increment_s, free, hold_id, account, expires, amount, able = (
            row
        )
        rate = _rate(price, increment_s, free, unit)
        held = AsHeld(hold_id, account, amount * unit, expires)
        available = left.setdefault(account, max(able, 0) * unit)
        pauses = gaps.get(key, ())
        reached = charging.reach(rate, started, pauses, before)
        steps = -((reached - enough) // timedelta(seconds=increment_s))
        increments = before + max(steps, 1)
        by = charging.price(rate, increments) - held.amount
        if by > available:
            increments = charging.affordable(rate, held.amount + available)
            by = charging.price(rate, increments) - held.amount
        if increments > before and by > 0:
            left[account] = available - by
            until = charging.reach(rate, started, pauses, increments)
            yield Supplied(key, held, before, increments, by, until)


_RATES: dict[tuple[Decimal, int, int, Decimal], Rate] = {}


def _rate(price: Decimal, increment_s: int, free_minutes: int, unit: Decimal) -> Rate:
    """The same object for the same terms, so that its prices are known already."""
    terms = (price, increment_s, free_minutes, unit)
    if terms not in _RATES:
        _RATES[terms] = Rate(
            per_minute=price,
            increment_s=increment_s,
            free_s=free_minutes * MINUTE,
            unit=unit,
        )
    return _RATES[terms]


def _write(done: list[Supplied], now: datetime) -> None:
    known, new = ("consultation_id", "increments"), ("increments", "funded_until")
    meters = [(plan.key, plan.before, plan.increments, plan.until) for plan in done]
    slices = [(plan.key, now, plan.by, plan.increments, plan.until) for plan in done]
    names = ("meter_id", "at", "amount", "increments", "until")
    run(change(Meter, known=known, new=new, rows=meters), insert(Slice, names, slices))
