"""Working hours as people write them, one line for each weekday or days off."""

from __future__ import annotations

import itertools
import re
from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .sla import DAY_MINUTES, Window

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WINDOW: Final = re.compile(r"^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$")


def read_hours(text: str) -> tuple[tuple[Window, ...], ...]:
    """`mon-fri 09:00-13:00 14:00-18:00`, a line for each; days that are not named are free."""
    week: dict[int, list[Window]] = {day: [] for day in range(7)}
    for line in filter(None, map(str.strip, text.lower().splitlines())):
        days, *windows = line.replace(",", " ").split()
        if not windows:
            raise _wrong(line)
        for day in _days(days, line):
            week[day] += [_window(each, line) for each in windows]
    for windows_of_day in week.values():
        windows_of_day.sort()
        ends = [(a, b) for a, b in itertools.pairwise(windows_of_day)]
        if any(first[1] > second[0] for first, second in ends):
            raise ValidationError(_("Two windows of one day overlap."))
    if not any(week.values()):
        raise ValidationError(_("Write at least one working hour, such as mon-fri 09:00-17:00."))
    return tuple(tuple(week[day]) for day in range(7))


def read_days_off(text: str) -> dict[date, str]:
    """`2026-12-25 Christmas`, a line for each."""
    days: dict[date, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        day, _space, name = line.partition(" ")
        try:
            days[date.fromisoformat(day)] = name.strip()
        except ValueError:
            why = _("“%(line)s” does not begin with a day such as 2026-12-25.") % {"line": line}
            raise ValidationError(why) from None
    return days


def _days(text: str, line: str) -> list[int]:
    first, dash, last = text.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        raise _wrong(line)
    start = WEEKDAYS.index(first)
    end = WEEKDAYS.index(last) if dash else start
    if end < start:
        raise _wrong(line)
    return list(range(start, end + 1))


def _window(text: str, line: str) -> Window:
    match = WINDOW.match(text)
    if match is None:
        raise _wrong(line)
    h1, m1, h2, m2 = map(int, match.groups())
    start, end = h1 * 60 + m1, h2 * 60 + m2
    if m1 > 59 or m2 > 59 or not start < end <= DAY_MINUTES:
        raise _wrong(line)
    return start, end


def _wrong(line: str) -> ValidationError:
    text = _("“%(line)s” is not understood. Write mon-fri 09:00-13:00 14:00-18:00.")
    return ValidationError(text % {"line": line})
