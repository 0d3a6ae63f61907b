"""When providers work and are free: local working hours put into UTC, in batch.

Hours are kept as the wall clock of the provider's zone and become instants day by day, so a day of
23 or 25 hours comes out right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

from addons.base import clock
from addons.base.policies import policy

from .models import QUARTER, DayOff, WorkingHours, quarters
from .points import BUSY
from .policies import ProvidersPolicy

if TYPE_CHECKING:
    from .models import Provider

DAY = timedelta(days=1)

Span: TypeAlias = tuple[datetime, datetime]
Days: TypeAlias = tuple[date, date]
Zones: TypeAlias = Mapping[int, ZoneInfo]
Week: TypeAlias = Mapping[int, list[tuple[time, time]]]


def slots(provider: Provider, day: date, *, minutes: int) -> list[datetime]:
    """The free starts on a day of the provider's calendar, on quarter hours, in UTC."""
    zones = {provider.pk: provider.zone}
    begin, end = instant(day, time(), provider.zone), instant(day + DAY, time(), provider.zone)
    # What starts late in the day may run into the next.
    reach = end + timedelta(minutes=minutes)
    spans = working(zones, begin, reach)[provider.pk]
    taken = occupied(zones, begin, reach)[provider.pk]
    free = starts(spans, taken, minutes=minutes, earliest=max(begin, earliest_start()))
    return [at for at in free if at < end]


def next_slots(zones: Zones, *, minutes: int) -> dict[int, datetime]:
    """The first free start of each provider who has one, without a query per provider."""
    return {pk: free[0] for pk, free in next_starts(zones, minutes=minutes, count=1).items()}


def next_starts(zones: Zones, *, minutes: int, count: int) -> dict[int, list[datetime]]:
    """The first free starts of each who has one, up to so many, each after the one before is over."""
    found: dict[int, list[datetime]] = {}
    begin = earliest_start()
    # Most are free within a day or two; only the others are looked at further ahead.
    for days in (2, policy(ProvidersPolicy).horizon_days):
        end = begin + days * DAY
        waiting = {pk: zone for pk, zone in zones.items() if pk not in found}
        spans, taken = working(waiting, begin, end), occupied(waiting, begin, end)
        for pk in waiting:
            free = starts(spans[pk], taken[pk], minutes=minutes, earliest=begin)
            if firsts := apart(free, minutes=minutes, count=count):
                found[pk] = firsts
    return found


def apart(free: Iterator[datetime], *, minutes: int, count: int) -> list[datetime]:
    """Some of the starts, none within the time of another."""
    kept: list[datetime] = []
    while len(kept) < count and (at := next(free, None)):
        if not kept or at - kept[-1] >= timedelta(minutes=minutes):
            kept.append(at)
    return kept


def at_work(zones: Zones, start: datetime, *, minutes: int) -> set[int]:
    """Those whose working hours hold the whole time."""
    end = start + timedelta(minutes=minutes)
    spans = working(zones, start, end)
    return {pk for pk in zones if any(a <= start and end <= b for a, b in spans[pk])}


def working(zones: Zones, start: datetime, end: datetime) -> dict[int, list[Span]]:
    """When each works around start and end: in order, joined where they touch, no days off."""
    weeks: dict[int, dict[int, list[tuple[time, time]]]] = defaultdict(lambda: defaultdict(list))
    hours = WorkingHours.objects.filter(provider__in=zones)
    for pk, weekday, opens, closes in hours.values_list("provider", "weekday", "start", "end"):
        weeks[pk][weekday].append((opens, closes))
    away: dict[int, list[Days]] = defaultdict(list)
    # Two days' margin: a calendar day begins elsewhere earlier, and a night reaches into the next.
    days_off = DayOff.objects.filter(
        provider__in=zones,
        first_day__lte=(end + 2 * DAY).date(),
        last_day__gte=(start - 2 * DAY).date(),
    )
    for pk, first, last in days_off.values_list("provider", "first_day", "last_day"):
        away[pk].append((first, last))
    return {
        pk: worked(weeks[pk], away[pk], zone, start=start, end=end) for pk, zone in zones.items()
    }


def worked(
    week: Week, away: list[Days], zone: ZoneInfo, *, start: datetime, end: datetime
) -> list[Span]:
    """One provider's working time. A day off takes its own night along, and ends the one before."""
    spans: list[Span] = []
    # From the day before: that night may reach into the time.
    day, last = start.astimezone(zone).date() - DAY, end.astimezone(zone).date()
    while day <= last:
        for opens, closes in week.get(day.weekday(), ()):
            if not any(first <= day <= until for first, until in away):
                closing_day = day if closes > opens else day + DAY
                spans.append((instant(day, opens, zone), instant(closing_day, closes, zone)))
        day += DAY
    off = [(instant(a, time(), zone), instant(b + DAY, time(), zone)) for a, b in away]
    return list(without(joined(spans), off))


def joined(spans: Iterable[Span]) -> list[Span]:
    """In order, those that touch or overlap made one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        elif start < end:
            whole.append((start, end))
    return whole


def without(spans: Iterable[Span], away: Iterable[Span]) -> Iterator[Span]:
    """What is left of the spans outside of `away`."""
    closed = joined(away)
    for start, end in spans:
        for off, back in closed:
            if off < end and start < back:
                if start < off:
                    yield start, off
                start = max(start, back)
        if start < end:
            yield start, end


def occupied(
    providers: Collection[int] | Zones, start: datetime, end: datetime
) -> dict[int, set[datetime]]:
    """The quarter hours that are taken, whoever takes them."""
    taken: dict[int, set[datetime]] = defaultdict(set)
    for rows in BUSY.values():
        among = rows(start, end).filter(provider_id__in=list(providers))
        for pk, quarter in among.values_list("provider_id", "quarter"):
            taken[pk].add(quarter)
    return taken


def starts(
    spans: Iterable[Span], taken: Collection[datetime], *, minutes: int, earliest: datetime
) -> Iterator[datetime]:
    """The quarter hours from which so many minutes are worked and not taken."""
    length = timedelta(minutes=minutes)
    for begin, end in spans:
        at = next_quarter(max(begin, earliest))
        while at + length <= end:
            if not any(quarter in taken for quarter in quarters(at, minutes=minutes)):
                yield at
            at += QUARTER


def next_quarter(at: datetime) -> datetime:
    """The moment itself if it is a full quarter hour, else the next one."""
    begun = next(quarters(at, minutes=1))
    return begun if begun == at else begun + QUARTER


def earliest_start() -> datetime:
    return clock.now() + timedelta(minutes=policy(ProvidersPolicy).lead_minutes)


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment at which the wall clock in the zone shows this."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
