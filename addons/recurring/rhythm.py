"""The dates of a rhythm, and the moment of a wall clock's time on one of them."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class Every(models.TextChoices):
    WEEK = "week", _("Every week")
    TWO_WEEKS = "two_weeks", _("Every two weeks")
    MONTH = "month", _("Every month")


DAYS = {Every.WEEK.value: 7, Every.TWO_WEEKS.value: 14}


def following(every: str, *, start: date, after: date) -> date:
    """The first date later than `after`. Months count from `start`: the 31st comes again in March."""
    if after < start:
        return start
    if every in DAYS:
        steps = (after - start).days // DAYS[every] + 1
        return start + timedelta(days=steps * DAYS[every])
    months = (after.year - start.year) * 12 + after.month - start.month
    found = months_later(start, months)
    return found if found > after else months_later(start, months + 1)


def months_later(start: date, months: int) -> date:
    """The same day of a later month, or its last one where it is shorter."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def moment_of(on: date, at: time, *, zone: str) -> datetime:
    """When a clock on that wall shows the time; one that the spring skips comes an hour later."""
    return datetime.combine(on, at, ZoneInfo(zone)).astimezone(UTC)
