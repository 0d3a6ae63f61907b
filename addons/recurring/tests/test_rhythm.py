"""The dates of a rhythm, and the wall clock over daylight saving."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from addons.recurring.rhythm import following, moment_of


def dates(every: str, start: date, count: int) -> list[date]:
    found, day = [], start
    for _ in range(count):
        day = following(every, start=start, after=day)
        found.append(day)
    return found


def test_weeks_and_fortnights_keep_the_weekday():
    start = date(2026, 3, 3)
    assert dates("week", start, 3) == [date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 24)]
    assert dates("two_weeks", start, 2) == [date(2026, 3, 17), date(2026, 3, 31)]


def test_the_last_of_a_long_month_comes_on_the_last_of_a_short_one_and_again_on_its_own():
    assert dates("month", date(2027, 12, 31), 4) == [
        date(2028, 1, 31),
        date(2028, 2, 29),
        date(2028, 3, 31),
        date(2028, 4, 30),
    ]


@pytest.mark.parametrize("every", ["week", "two_weeks", "month"])
def test_the_date_after_is_later_and_the_first_one_is_the_start(every):
    start = date(2026, 1, 30)
    assert following(every, start=start, after=date(2025, 12, 1)) == start
    days = [start, *dates(every, start, 60)]
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    ("on", "hour"),
    [(date(2026, 3, 24), 9), (date(2026, 3, 31), 8), (date(2026, 10, 27), 9)],
)
def test_ten_oclock_in_berlin_stays_ten_oclock(on, hour):
    at = moment_of(on, time(10), zone="Europe/Berlin")
    assert at == datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


def test_a_time_that_the_spring_skips_comes_an_hour_later():
    at = moment_of(date(2026, 3, 29), time(2, 30), zone="Europe/Berlin")
    assert at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
