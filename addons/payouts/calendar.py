"""Days, weeks and months of the business: those of the deployment's time zone, whoever reads."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from addons.base import clock


def zone() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def today() -> date:
    return timezone.localdate(clock.now(), zone())


def start_of(day: date) -> datetime:
    """The first moment of the day."""
    return datetime.combine(day, time(), tzinfo=zone())


def end_of(day: date) -> datetime:
    """The first moment that is no longer of the day."""
    return start_of(day + timedelta(days=1))


def latest(weekday: int, *, on: date) -> date:
    """The last day that was this weekday, the day itself if it is one."""
    return on - timedelta(days=(on.weekday() - weekday) % 7)


def month_of(day: date) -> date:
    """The first day of its month, which stands for the month."""
    return day.replace(day=1)


def month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)
