"""When a schedule looks again. Slots that were missed collapse into one."""

from __future__ import annotations

from datetime import datetime, timedelta

from croniter import croniter
from django.utils import timezone

from ..points import Schedule
from ..registry import RegistryError


def timing_of(schedule: Schedule) -> str:
    """The timing as text: what is stored, to see that it has changed."""
    if bool(schedule.every) == bool(schedule.cron):
        raise RegistryError(f"Schedule {schedule.name} needs either `every` or `cron`.")
    if schedule.cron and not croniter.is_valid(schedule.cron):
        raise RegistryError(
            f"Schedule {schedule.name}: {schedule.cron!r} is no cron expression; it needs five "
            "parts, such as '15 * * * *'."
        )
    return schedule.cron or f"every {schedule.every} s"


def first_slot(schedule: Schedule, *, now: datetime) -> datetime:
    """When a schedule that has just been declared looks for the first time."""
    return now if schedule.every else next_slot(schedule, slot=now, now=now)


def next_slot(schedule: Schedule, *, slot: datetime, now: datetime) -> datetime:
    """The first slot after now, in the rhythm of `slot`."""
    if schedule.every:
        period = timedelta(seconds=schedule.every)
        begun = min(slot, now)
        return begun + ((now - begun) // period + 1) * period
    local = timezone.localtime(now, timezone.get_default_timezone())
    following: datetime = croniter(schedule.cron, local).get_next(datetime)
    return following
