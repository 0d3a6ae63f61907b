"""What a talk costs: pure functions of a rate and of moments. The one place that reckons it.

Screens, sockets, the settlement and the invoice all ask here, so they agree to the smallest unit.
Nothing of Django: the same inputs give the same money wherever they are put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

MINUTE: Final = 60
SECOND: Final = timedelta(seconds=1)

Span = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What both sides agreed to.

    `per_minute`: the price, tax included. `increment_s`: each one that has started counts. `free_s`:
    the first seconds cost nothing. `short_s`: nor does a talk that is shorter than this. `unit`: the
    smallest amount of the currency.
    """

    per_minute: Decimal
    increment_s: int = 60
    free_s: int = 0
    short_s: int = 0
    unit: Decimal = Decimal("0.01")

    def __hash__(self) -> int:
        # Prices are looked up by it, thousands in a tick; of decimals it is slow.
        return hash((self.increment_s, self.free_s, self.short_s))


@dataclass(frozen=True, kw_only=True)
class Funded:
    """Money that was set aside at some moment; with it so many increments were paid for in all."""

    at: datetime
    amount: Decimal
    increments: int


@dataclass(frozen=True, kw_only=True)
class Pause:
    """One side could not be heard: nobody pays for this time."""

    side: str
    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the bill that both sides read: `funded`, `pause` or `end`."""

    kind: str
    at: datetime
    until: datetime
    amount: Decimal
    held: Decimal = Decimal(0)
    side: str = ""


# --- time ----------------------------------------------------------------------------------------


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order."""
    whole: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def connected(started_at: datetime, ended_at: datetime, gaps: Iterable[Span] = ()) -> timedelta:
    """How long both were there: from start to end without the gaps of either."""
    total = max(ended_at - started_at, timedelta())
    for start, end in merged(gaps):
        total -= max(min(end, ended_at) - max(start, started_at), timedelta())
    return total


def seconds(span: timedelta) -> int:
    """Started seconds, as they are shown and charged."""
    return -(-span // SECOND)


def reach(rate: Rate, started_at: datetime, gaps: Sequence[Span], increments: int) -> datetime:
    """The moment at which so many increments and the free part are used up."""
    moment = started_at + timedelta(seconds=rate.free_s + increments * rate.increment_s)
    if not gaps:
        return moment
    for start, end in merged(gaps):
        if start < moment and end > started_at:
            moment += end - max(start, started_at)
    return moment


# --- money ---------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def price(rate: Rate, increments: int) -> Decimal:
    """What so many increments cost together, rounded once."""
    exact = rate.per_minute * increments * rate.increment_s / MINUTE
    return exact.quantize(rate.unit, rounding=ROUND_HALF_UP)


def increments_in(rate: Rate, span: timedelta) -> int:
    """The started increments of so much connected time, after the free part."""
    paid = max(seconds(span) - rate.free_s, 0)
    return -(-paid // rate.increment_s)


def charge(
    rate: Rate,
    started_at: datetime,
    ended_at: datetime,
    gaps: Iterable[Span] = (),
    *,
    funded: Decimal | None = None,
) -> Decimal:
    """What the time from start to end costs; never more than was funded."""
    span = connected(started_at, ended_at, gaps)
    if seconds(span) < rate.short_s:
        return Decimal(0)
    cost = price(rate, increments_in(rate, span))
    return cost if funded is None else min(cost, funded)


def needed(rate: Rate, minutes: int) -> tuple[int, Decimal]:
    """The increments that cover so many paid minutes, and what they cost."""
    increments = -(-minutes * MINUTE // rate.increment_s)
    return increments, price(rate, increments)


def affordable(rate: Rate, amount: Decimal) -> int:
    """How many increments the amount pays for."""
    if rate.per_minute <= 0:
        return 0
    # Half a unit less than the next amount is rounded down to this one, so it is enough.
    whole = amount.quantize(rate.unit, rounding=ROUND_DOWN)
    below = (2 * whole + rate.unit) * MINUTE
    count, rest = divmod(below, 2 * rate.per_minute * rate.increment_s)
    return max(int(count) - (not rest), 0)


# --- the bill ------------------------------------------------------------------------------------


def bill(
    rate: Rate,
    started_at: datetime,
    ended_at: datetime,
    pauses: Sequence[Pause],
    slices: Sequence[Funded],
) -> list[Line]:
    """Each funded slice with what of it was used, each pause, and the end; they sum to the charge."""
    gaps = [(pause.start, pause.end) for pause in pauses]
    funded = sum((each.amount for each in slices), Decimal(0))
    lines: list[Line] = []
    begin, so_far = started_at, Decimal(0)
    for each in slices:
        until = min(reach(rate, started_at, gaps, each.increments), ended_at)
        cost = charge(rate, started_at, until, gaps, funded=funded)
        if begin < ended_at:
            used = cost - so_far
            lines.append(Line(kind="funded", at=begin, until=until, amount=used, held=each.amount))
        begin, so_far = until, cost
    for pause in pauses:
        if pause.start < ended_at:
            end = min(pause.end, ended_at)
            lines.append(
                Line(kind="pause", at=pause.start, until=end, amount=Decimal(0), side=pause.side)
            )
    total = charge(rate, started_at, ended_at, gaps, funded=funded)
    lines.sort(key=lambda line: (line.at, line.kind))
    lines.append(Line(kind="end", at=ended_at, until=ended_at, amount=total))
    return lines
