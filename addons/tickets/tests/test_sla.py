"""Due times against figures worked out by hand: local time, then UTC, beside each case.

2026: the clocks of Berlin go forward on 29 March (02:00 → 03:00, 01:00 UTC) and back on 25 October
(03:00 → 02:00, 01:00 UTC); those of New York on 8 March (07:00 UTC) and 1 November (06:00 UTC).
Kolkata is at +05:30 all year. 2 March and 23 March are Mondays.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from addons.tickets.hours import read_days_off, read_hours
from addons.tickets.sla import Hours, NeverOpen, after, counted, due, used

HOUR = 3600
MINUTE = 60


def hours(zone: str, text: str, days_off: str = "") -> Hours:
    return Hours(ZoneInfo(zone), read_hours(text), read_days_off(days_off))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


KOLKATA = hours("Asia/Kolkata", "mon-sat 09:00-18:00")
SPLIT = hours("Asia/Kolkata", "mon-fri 09:00-13:00 14:00-18:00\nsat 10:00-12:00")
BERLIN = hours("Europe/Berlin", "mon-fri 09:00-17:00")
BERLIN_DAILY = hours("Europe/Berlin", "mon-sun 00:00-24:00")
BERLIN_NIGHT = hours("Europe/Berlin", "mon-sun 01:00-04:00")
YORK = hours("America/New_York", "mon-fri 09:00-17:00")
YORK_NIGHT = hours("America/New_York", "mon-sun 00:00-06:00")
YORK_DAILY = hours("America/New_York", "mon-sun 00:00-24:00")
OFF = hours("Asia/Kolkata", "mon-fri 09:00-18:00", "2026-03-03 Holi\n2026-03-04 Day after")
BERLIN_OFF = hours("Europe/Berlin", "mon-fri 09:00-17:00", "2026-04-03 Good Friday\n2026-04-06 E")

AFTER = [
    # Round the clock.
    (None, "03-02T10:00", HOUR, "03-02T11:00"),
    (None, "03-29T00:30", 2 * HOUR, "03-29T02:30"),
    (None, "12-31T23:00", 30 * MINUTE, "12-31T23:30"),
    # Kolkata, Monday to Saturday 09:00-18:00 = 03:30-12:30 UTC.
    (KOLKATA, "03-02T04:00", 4 * HOUR, "03-02T08:00"),  # 09:30 + 4 h = 13:30
    (KOLKATA, "03-02T02:00", HOUR, "03-02T04:30"),  # 07:30, opens 09:00, 10:00
    (KOLKATA, "03-02T03:30", 9 * HOUR, "03-02T12:30"),  # the whole day: its end, not the next
    (KOLKATA, "03-02T03:30", 9 * HOUR + 1, "03-03T03:30:01"),
    (KOLKATA, "03-02T12:00", HOUR, "03-03T04:00"),  # 17:30: half today, half tomorrow 09:30
    (KOLKATA, "03-02T12:30", MINUTE, "03-03T03:31"),  # just shut
    (KOLKATA, "03-02T20:00", HOUR, "03-03T04:30"),  # 01:30 on Tuesday there
    (KOLKATA, "03-07T12:00", HOUR, "03-09T04:00"),  # Saturday 17:30, Sunday is free
    (KOLKATA, "03-08T05:00", HOUR, "03-09T04:30"),  # Sunday
    (KOLKATA, "03-07T18:31", HOUR, "03-09T04:30"),  # Sunday 00:01 there, Saturday in UTC
    (KOLKATA, "03-02T03:30", 27 * HOUR, "03-04T12:30"),  # three days of nine hours
    (KOLKATA, "03-06T03:30", 27 * HOUR, "03-09T12:30"),  # Friday, Saturday, Monday
    # Kolkata with a lunch: 03:30-07:30 and 08:30-12:30 UTC, Saturday 04:30-06:30 UTC.
    (SPLIT, "03-02T07:00", HOUR, "03-02T09:00"),  # 12:30, half an hour, lunch, 14:30
    (SPLIT, "03-02T07:45", HOUR, "03-02T09:30"),  # in the lunch
    (SPLIT, "03-02T03:30", 4 * HOUR, "03-02T07:30"),  # exactly until lunch
    (SPLIT, "03-02T03:30", 8 * HOUR, "03-02T12:30"),
    (SPLIT, "03-06T12:00", HOUR, "03-07T05:00"),  # Friday 17:30, Saturday 10:30
    (SPLIT, "03-07T06:00", HOUR, "03-09T04:00"),  # Saturday 11:30, Monday 09:30
    (SPLIT, "03-06T03:30", 11 * HOUR, "03-09T04:30"),  # 8 + 2 + 1
    # Berlin, winter 08:00-16:00 UTC, summer 07:00-15:00 UTC.
    (BERLIN, "03-27T15:00", 2 * HOUR, "03-30T08:00"),  # Friday 16:00, Monday 10:00 in summer
    (BERLIN, "03-27T08:00", 16 * HOUR, "03-30T15:00"),
    (BERLIN, "03-28T12:00", 30 * MINUTE, "03-30T07:30"),
    (BERLIN, "10-23T14:00", 2 * HOUR, "10-26T09:00"),  # Friday 16:00 summer, Monday 10:00 winter
    (BERLIN, "10-23T07:00", 16 * HOUR, "10-26T16:00"),
    # The night of the change itself.
    (BERLIN_DAILY, "03-28T23:00", 24 * HOUR, "03-29T23:00"),  # that Sunday has 23 hours
    (BERLIN_DAILY, "03-28T23:00", 23 * HOUR, "03-29T22:00"),  # so this is its end
    (BERLIN_DAILY, "10-24T22:00", 25 * HOUR, "10-25T23:00"),  # that Sunday has 25
    (BERLIN_NIGHT, "03-28T23:30", 2 * HOUR, "03-29T02:00"),  # 01:00-04:00 is two hours: all of it
    (BERLIN_NIGHT, "03-28T23:30", 2 * HOUR + 1, "03-29T23:00:01"),  # the next night, 01:00 +02
    (BERLIN_NIGHT, "10-24T22:00", 4 * HOUR, "10-25T03:00"),  # 01:00-04:00 is four hours
    (BERLIN_NIGHT, "10-24T23:00", 3 * HOUR, "10-25T02:00"),  # 03:00 winter time
    # New York, winter 14:00-22:00 UTC, summer 13:00-21:00 UTC.
    (YORK, "03-06T21:00", 2 * HOUR, "03-09T14:00"),  # Friday 16:00, Monday 10:00 in summer
    (YORK, "10-30T20:00", 2 * HOUR, "11-02T15:00"),  # Friday 16:00, Monday 10:00 in winter
    (YORK, "03-02T13:59", MINUTE, "03-02T14:01"),
    (YORK_NIGHT, "03-08T05:00", 5 * HOUR, "03-08T10:00"),  # 00:00-06:00 without 02:00: five
    (YORK_NIGHT, "03-08T05:00", 6 * HOUR, "03-09T05:00"),  # one more: Monday 01:00 summer
    (YORK_NIGHT, "11-01T04:00", 7 * HOUR, "11-01T11:00"),  # with 01:00 twice: seven
    (YORK_DAILY, "03-08T05:00", 23 * HOUR, "03-09T04:00"),
    (YORK_DAILY, "11-01T04:00", 25 * HOUR, "11-02T05:00"),
    # Days off.
    (OFF, "03-02T12:00", HOUR, "03-05T04:00"),  # Monday 17:30, Thursday 09:30
    (OFF, "03-03T06:00", HOUR, "03-05T04:30"),
    (OFF, "03-02T03:30", 18 * HOUR, "03-05T12:30"),
    (BERLIN_OFF, "04-02T14:00", 2 * HOUR, "04-07T08:00"),  # Thursday 16:00, Tuesday 10:00
    (BERLIN_OFF, "04-03T10:00", 8 * HOUR, "04-07T15:00"),
]


@pytest.mark.parametrize(("calendar", "start", "seconds", "expected"), AFTER)
def test_the_moment_by_which_so_much_has_counted(calendar, start, seconds, expected):
    assert after(calendar, utc(start), seconds) == utc(expected)
    # And the other way round it is as much.
    assert counted(calendar, utc(start), utc(expected)) == seconds


COUNTED = [
    (None, "03-02T10:00", "03-02T10:00", 0),
    (None, "03-02T10:00", "03-02T09:00", 0),
    (KOLKATA, "03-02T12:30", "03-03T03:30", 0),  # a night
    (KOLKATA, "03-07T12:30", "03-09T03:30", 0),  # from Saturday's end to Monday's begin
    (KOLKATA, "03-02T00:00", "03-09T00:00", 54 * HOUR),  # six days of nine
    (SPLIT, "03-02T00:00", "03-09T00:00", 42 * HOUR),  # five of eight and one of two
    (SPLIT, "03-02T07:30", "03-02T08:30", 0),  # the lunch
    (BERLIN_DAILY, "03-28T23:00", "03-29T22:00", 23 * HOUR),
    (BERLIN_NIGHT, "03-28T00:00", "03-30T00:00", 6 * HOUR),  # 3 + 2 + 1 (from 01:00 +02)
    (OFF, "03-02T00:00", "03-07T00:00", 27 * HOUR),  # three days of five
]


@pytest.mark.parametrize(("calendar", "start", "end", "expected"), COUNTED)
def test_what_counts_between_two_moments(calendar, start, end, expected):
    assert counted(calendar, utc(start), utc(end)) == expected


def pauses(*spans):
    return [(utc(start), utc(end) if end else None) for start, end in spans]


DUE = [
    # Started Monday 09:30 in Kolkata, four hours.
    (KOLKATA, 4 * HOUR, "03-02T04:00", [], "03-02T08:00"),
    # One hour in the pause: an hour later.
    (KOLKATA, 4 * HOUR, "03-02T04:00", [("03-02T05:00", "03-02T06:00")], "03-02T09:00"),
    # A pause over the night: half an hour of it was in the evening, half in the morning.
    (KOLKATA, 9 * HOUR, "03-02T03:30", [("03-02T12:00", "03-03T04:00")], "03-03T04:30"),
    # A pause wholly at night changes nothing.
    (KOLKATA, 9 * HOUR + 60, "03-02T03:30", [("03-02T14:00", "03-02T20:00")], "03-03T03:31"),
    # It stands still: nobody can say when.
    (KOLKATA, 4 * HOUR, "03-02T04:00", [("03-02T05:00", None)], None),
    # It was late before it paused, and stays so.
    (KOLKATA, HOUR, "03-02T04:00", [("03-02T06:00", None)], "03-02T05:00"),
    (KOLKATA, HOUR, "03-02T04:00", [("03-02T06:00", "03-02T07:00")], "03-02T05:00"),
    # Two pauses.
    (
        None,
        4 * HOUR,
        "03-02T04:00",
        [("03-02T05:00", "03-02T06:00"), ("03-02T07:00", "03-02T09:30")],
        "03-02T11:30",
    ),
    # A pause from its first moment.
    (None, HOUR, "03-02T04:00", [("03-02T04:00", "03-02T06:00")], "03-02T07:00"),
    # Resolved after an hour, opened again two days later: three hours are left of four.
    (None, 4 * HOUR, "03-02T04:00", [("03-02T05:00", "03-04T05:00")], "03-04T08:00"),
    # The same at a desk with hours: opened again at night, three hours from 09:00.
    (KOLKATA, 4 * HOUR, "03-02T04:00", [("03-02T05:00", "03-03T20:00")], "03-04T06:30"),
    # A pause over the change of the clocks: Friday 16:00 to Monday 10:00 in Berlin.
    (BERLIN, 3 * HOUR, "03-27T14:00", [("03-27T15:00", "03-30T08:00")], "03-30T10:00"),
    (BERLIN, 3 * HOUR, "10-23T13:00", [("10-23T14:00", "10-26T09:00")], "10-26T11:00"),
]


@pytest.mark.parametrize(("calendar", "budget", "started", "spans", "expected"), DUE)
def test_when_it_is_due_with_pauses(calendar, budget, started, spans, expected):
    found = due(calendar, budget, utc(started), pauses(*spans))
    assert found == (utc(expected) if expected else None)


def test_what_was_used_leaves_the_pauses_out():
    spans = pauses(("03-02T05:00", "03-02T06:00"))
    assert used(KOLKATA, utc("03-02T04:00"), spans, utc("03-02T05:30")) == HOUR
    assert used(KOLKATA, utc("03-02T04:00"), spans, utc("03-02T07:00")) == 2 * HOUR
    assert used(KOLKATA, utc("03-02T04:00"), spans, utc("03-02T03:00")) == 0


def test_a_calendar_that_never_opens_is_said_and_not_searched_for_ever():
    with pytest.raises(NeverOpen):
        after(Hours(ZoneInfo("UTC"), ((),) * 7), utc("03-02T04:00"), HOUR)


@pytest.mark.parametrize(
    "windows", [((0, 0),), ((60, 30),), ((0, 1441),), ((0, 120), (60, 180)), ((-1, 5),)]
)
def test_windows_that_make_no_sense_are_refused(windows):
    with pytest.raises(ValueError, match=r"window"):
        Hours(ZoneInfo("UTC"), (windows,) + ((),) * 6)


def test_days_off_may_be_those_of_a_country():
    import holidays

    germany = Hours(ZoneInfo("Europe/Berlin"), BERLIN.windows, holidays.country_holidays("DE"))
    assert date(2026, 5, 1) in germany.days_off
    # Thursday 30 April 16:30 +02; Friday is a holiday: Monday 09:30.
    assert after(germany, utc("04-30T14:30"), HOUR) == utc("05-04T07:30")
