"""Time that counts: working hours over time zones, pauses, and when a target is due. Pure functions.

Every instant is in UTC and every length in whole seconds that really pass: a day on which the clocks
change has an hour less or more of them. Hours are those on a wall in the calendar's zone; of an hour
that comes twice the first begins and ends a window, and a time that is left out is the one the old
offset gives.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

# From minute to minute of a day; 1440 is its end.
Window = tuple[int, int]
Pause = tuple[datetime, datetime | None]

DAY_MINUTES: Final = 24 * 60
# Longer without one open hour is a mistake in the calendar, not a holiday.
LONGEST_CLOSED: Final = 500


class NeverOpen(ValueError):
    """The calendar has no working hour in more than a year."""


@dataclass(frozen=True)
class Hours:
    """When somebody works: windows for each weekday, Monday first, in the zone; and days off."""

    zone: ZoneInfo
    windows: tuple[tuple[Window, ...], ...]
    days_off: Container[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.windows) != 7:
            raise ValueError("Give the windows of seven weekdays.")
        for windows in self.windows:
            for start, end in windows:
                if not 0 <= start < end <= DAY_MINUTES:
                    raise ValueError("A window begins before it ends, within one day.")
            if any(before[1] > after[0] for before, after in pairwise(windows)):
                raise ValueError("The windows of a day follow each other.")

    def spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open times from the moment on, each from instant to instant."""
        day = since.astimezone(self.zone).date()
        last = since
        while True:
            if day not in self.days_off:
                for window in self.windows[day.weekday()]:
                    start, end = (max(self.instant(day, minute), since) for minute in window)
                    if start < end:
                        yield start, end
                        last = end
            day += timedelta(days=1)
            if (day - last.date()).days > LONGEST_CLOSED:
                raise NeverOpen

    def instant(self, day: date, minute: int) -> datetime:
        if minute == DAY_MINUTES:
            day, minute = day + timedelta(days=1), 0
        at = time(minute // 60, minute % 60)
        return datetime.combine(day, at, self.zone).astimezone(UTC)


def counted(hours: Hours | None, start: datetime, end: datetime) -> int:
    """The seconds between two moments that count; round the clock all of them."""
    if end <= start:
        return 0
    if hours is None:
        return _seconds(end - start)
    total = 0
    for opened, shut in hours.spans(start):
        if opened >= end:
            break
        total += _seconds(min(shut, end) - opened)
    return total


def after(hours: Hours | None, start: datetime, seconds: int) -> datetime:
    """The moment by which so many seconds have counted."""
    if hours is None or seconds <= 0:
        return start + timedelta(seconds=max(seconds, 0))
    for opened, shut in hours.spans(start):
        length = _seconds(shut - opened)
        if seconds <= length:
            return opened + timedelta(seconds=seconds)
        seconds -= length
    raise NeverOpen  # pragma: no cover  spans() never ends by itself


def due(
    hours: Hours | None, budget: int, started: datetime, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When the budget is used up; None while it stands still with something left."""
    left = budget
    for start, end in running(started, pauses):
        if end is None:
            return after(hours, start, left)
        used = counted(hours, start, end)
        if used >= left:
            return after(hours, start, left)
        left -= used
    return None


def used(hours: Hours | None, started: datetime, pauses: Sequence[Pause], until: datetime) -> int:
    """The seconds that have counted until the moment, pauses left out."""
    spent = 0
    for start, end in running(started, pauses):
        if start >= until:
            break
        spent += counted(hours, start, until if end is None else min(end, until))
    return spent


def running(
    started: datetime, pauses: Iterable[Pause]
) -> Iterator[tuple[datetime, datetime | None]]:
    """The stretches in which it does not pause; the last is open unless a pause is."""
    since = started
    for start, end in sorted(pauses, key=lambda pause: pause[0]):
        if start > since:
            yield since, start
        if end is None:
            return
        since = max(since, end)
    yield since, None


def _seconds(length: timedelta) -> int:
    return length // timedelta(seconds=1)
