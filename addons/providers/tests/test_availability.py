"""Free times: split shifts, nights, days off, taken quarters, and days that are not 24 hours long."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db.models import DateTimeField, Value
from hypothesis import given
from hypothesis import strategies as st

from addons.base import clock
from addons.providers import availability
from addons.providers.availability import instant, joined, next_slots, slots, without, working
from addons.providers.models import Provider, ProvidersPolicy, ProviderStanding
from addons.providers.points import BUSY
from addons.providers.search import Search

from .arrange import CENTRE, EVERY_DAY, category, offer, provider, work

pytestmark = pytest.mark.django_db

INDIA, BERLIN, NEW_YORK = (
    ZoneInfo(n) for n in ("Asia/Kolkata", "Europe/Berlin", "America/New_York")
)
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


def day_ahead(weekday: int) -> date:
    """The next such weekday that lies well ahead, 0 being Monday."""
    soon = clock.now().date() + timedelta(days=3)
    return soon + timedelta(days=(weekday - soon.weekday()) % 7)


def change_of_clocks(zone: ZoneInfo, hours: float) -> date:
    """The next day in the zone that has so many hours."""
    day = clock.now().date() + timedelta(days=2)
    while True:
        length = instant(day + timedelta(days=1), time(), zone) - instant(day, time(), zone)
        if length == timedelta(hours=hours):
            return day
        day += timedelta(days=1)


def clock_times(one: Provider, day: date, *, minutes: int = 60) -> list[str]:
    """The free starts as the provider's clock on the wall shows them."""
    return [f"{at.astimezone(one.zone):%H:%M}" for at in slots(one, day, minutes=minutes)]


@pytest.fixture
def take(monkeypatch):
    """Takes quarter hours of a provider, as an addon with calendars would."""
    taken: list[tuple[int, datetime]] = []

    def rows(start: datetime, end: datetime):
        none = ProviderStanding.objects.none()
        quarters = [
            ProviderStanding.objects.filter(pk=pk).annotate(quarter=Value(at, DateTimeField()))
            for pk, at in taken
            if start - availability.QUARTER < at < end
        ]
        return quarters[0] if quarters else none.annotate(quarter=Value(start, DateTimeField()))

    def take(one: Provider, at: datetime) -> None:
        taken.append((one.pk, at))

    monkeypatch.setattr(BUSY, "_entries", {"test": rows})
    return take


def test_starts_stand_on_quarter_hours_and_end_in_time():
    one = provider()
    work(one, [0], "09:05-11:00")
    assert clock_times(one, day_ahead(0)) == ["09:15", "09:30", "09:45", "10:00"]
    assert clock_times(one, day_ahead(0), minutes=105) == ["09:15"]
    assert clock_times(one, day_ahead(1)) == []


def test_a_split_shift_leaves_the_break_free():
    one = provider()
    work(one, [2], "09:00-10:30", "16:00-17:00")
    assert clock_times(one, day_ahead(2)) == ["09:00", "09:15", "09:30", "16:00"]


def test_a_night_belongs_to_two_days():
    one = provider()
    work(one, [4], "22:30-01:30")
    friday = day_ahead(4)
    assert clock_times(one, friday) == [*("22:30", "22:45", "23:00", "23:15", "23:30", "23:45")]
    assert clock_times(one, friday + timedelta(days=1)) == ["00:00", "00:15", "00:30"]


def test_round_the_clock_has_no_gap_at_midnight():
    one = provider()
    work(one, EVERY_DAY, "00:00-24:00")
    day = day_ahead(3)
    assert len(clock_times(one, day, minutes=600)) == 96
    begin = instant(day, time(), INDIA)
    spans = working({one.pk: INDIA}, begin, begin + timedelta(days=2))[one.pk]
    assert len(spans) == 1


def test_a_day_off_takes_its_night_along_and_ends_the_one_before_at_midnight():
    one = provider()
    work(one, EVERY_DAY, "20:00-04:00")
    day = day_ahead(1)
    one.days_off.create(first_day=day, last_day=day + timedelta(days=1))
    before, after = day - timedelta(days=1), day + timedelta(days=2)
    assert clock_times(one, before)[-1] == "23:00"
    assert clock_times(one, day) == clock_times(one, day + timedelta(days=1)) == []
    assert clock_times(one, after)[0] == "20:00"


def test_taken_time_is_not_free(take):
    one = provider()
    work(one, [0], "09:00-11:00")
    monday = day_ahead(0)
    take(one, instant(monday, time(10), INDIA))
    assert clock_times(one, monday, minutes=30) == ["09:00", "09:15", "09:30", "10:15", "10:30"]


@pytest.mark.parametrize(
    ("zone", "hours"),
    [(BERLIN, 23), (BERLIN, 25), (NEW_YORK, 23), (NEW_YORK, 25), (LORD_HOWE, 23.5)],
)
def test_a_day_on_which_clocks_change_has_as_many_quarters_as_it_is_long(zone, hours):
    one = provider(zone=zone.key)
    work(one, EVERY_DAY, "00:00-24:00")
    day = change_of_clocks(zone, hours)
    starts = slots(one, day, minutes=15)
    assert len(starts) == hours * 4
    assert starts == sorted(set(starts))


def test_opening_hours_follow_the_wall_clock_across_the_change():
    one = provider(zone="Europe/Berlin")
    work(one, EVERY_DAY, "09:00-10:00")
    day = change_of_clocks(BERLIN, 23)
    [before], [after] = (slots(one, d, minutes=60) for d in (day - timedelta(days=1), day))
    assert after - before == timedelta(hours=23)


def test_hours_that_the_clock_skips_are_not_worked_twice():
    one = provider(zone="Europe/Berlin")
    work(one, EVERY_DAY, "01:00-04:00")
    short, long = change_of_clocks(BERLIN, 23), change_of_clocks(BERLIN, 25)
    assert len(slots(one, short, minutes=60)) == 2 * 4 - 3
    assert len(slots(one, long, minutes=60)) == 4 * 4 - 3


def test_a_start_sooner_than_the_lead_time_is_not_offered():
    one = provider()
    work(one, EVERY_DAY, "00:00-24:00")
    today = clock.now().astimezone(INDIA).date()
    soonest = clock.now() + timedelta(minutes=30)
    assert all(at >= soonest for at in slots(one, today, minutes=15))
    assert (
        soonest <= next_slots({one.pk: INDIA}, minutes=60)[one.pk] < soonest + timedelta(minutes=15)
    )


@pytest.mark.usefixtures("only_its_own_queries")
def test_the_next_free_start_of_many_takes_as_few_queries_as_of_one(django_assert_num_queries):
    made = [provider() for _ in range(6)]
    for one in made[:5]:
        work(one, EVERY_DAY, "00:00-24:00")
    zones = {one.pk: one.zone for one in made[:5]}
    ProvidersPolicy.unsaved().save()
    next_slots(zones, minutes=60)
    for some in (dict(list(zones.items())[:1]), zones):
        with django_assert_num_queries(2 + len(BUSY)):
            assert set(next_slots(some, minutes=60)) == set(some)
    assert next_slots({made[5].pk: INDIA}, minutes=60) == {}


def test_the_next_free_start_is_looked_for_some_days_ahead(take):
    one = provider()
    day = clock.now().astimezone(INDIA).date() + timedelta(days=9)
    work(one, [day.weekday()], "09:00-10:00")
    one.days_off.create(first_day=day - timedelta(days=8), last_day=day - timedelta(days=1))
    assert next_slots({one.pk: INDIA}, minutes=60) == {one.pk: instant(day, time(9), INDIA)}
    one.days_off.create(first_day=day, last_day=day)
    assert next_slots({one.pk: INDIA}, minutes=60) == {}


def test_a_search_for_a_time_leaves_out_who_is_taken(take):
    one, other = provider(), provider()
    for each in (one, other):
        work(each, EVERY_DAY, "00:00-24:00")
    at = instant(day_ahead(2), time(12), INDIA)
    take(one, at + timedelta(minutes=45))
    found = Search(available_at=at).find(first=0, size=10)
    assert [card.provider for card in found.cards] == [other]
    assert Search(available_at=at - timedelta(minutes=15)).find(first=0, size=10).count == 2


# --- work for somebody -----------------------------------------------------------------------


def why_not(one: Provider, **given) -> str:
    asked = {"latitude": CENTRE[0], "longitude": CENTRE[1], "start": None, "minutes": 60} | given
    reason = one.why_not(**asked)
    return reason.code if reason else ""


def test_why_somebody_cannot_do_the_work(take):
    leaks = category()
    one = provider()
    offer(one, leaks)
    work(one, [0], "09:00-17:00")
    monday = instant(day_ahead(0), time(10), INDIA)
    assert why_not(one, category=leaks) == ""
    assert why_not(one, category=leaks, start=monday) == ""
    assert why_not(one, category=category("roofs")) == "not_offered"
    assert why_not(one, category=leaks, latitude=29) == "too_far"
    assert why_not(one, category=leaks, start=monday + timedelta(hours=9)) == "not_working"
    take(one, monday)
    assert why_not(one, category=leaks, start=monday) == "slot_taken"
    assert why_not(one, category=leaks, start=monday + timedelta(minutes=15)) == ""


def test_candidates_are_free_near_and_best_first(take):
    leaks = category(search_radius_km=10)
    near, nearer, asked, idle = (
        provider(at=(CENTRE[0] + km / 111.2, CENTRE[1])) for km in (3, 1, 2, 2)
    )
    for one in (near, nearer, asked, idle):
        offer(one, leaks)
    for one in (near, nearer, asked):
        work(one, EVERY_DAY, "00:00-24:00")

    def candidates(start):
        return Provider.objects.candidates(
            category=leaks,
            latitude=CENTRE[0],
            longitude=CENTRE[1],
            start=start,
            minutes=60,
            without={asked.pk},
        )

    assert candidates(None) == [nearer, idle, near]
    at = instant(day_ahead(5), time(8), INDIA)
    assert candidates(at) == [nearer, near]
    take(nearer, at)
    assert candidates(at) == [near]


# --- spans -----------------------------------------------------------------------------------

EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
        lambda pair: tuple(EPOCH + timedelta(minutes=m) for m in sorted(pair))
    )
)


def minutes_in(spans) -> set[datetime]:
    every = (EPOCH + timedelta(minutes=m) for m in range(60))
    return {at for at in every if any(a <= at < b for a, b in spans)}


@given(SPANS, SPANS)
def test_spans_are_joined_and_taken_out_minute_by_minute(spans, away):
    whole = joined(spans)
    assert minutes_in(whole) == minutes_in(spans)
    assert all(a[1] < b[0] for a, b in pairwise(whole))
    left = list(without(whole, away))
    assert minutes_in(left) == minutes_in(spans) - minutes_in(away)
    assert all(start < end for start, end in left)
