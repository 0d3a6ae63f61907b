"""The rows of the declared schedules, and none of those of addons that are off."""

from __future__ import annotations

from django.utils import timezone

from ..models.schedule_run import ScheduleRun
from ..points import SCHEDULES
from .timing import first_slot, timing_of


def sync_schedules() -> None:
    """Write one row per schedule; one whose timing is as it was keeps its next run."""
    now = timezone.now()
    known = dict(ScheduleRun.objects.values_list("name", "timing"))
    if gone := known.keys() - set(SCHEDULES):
        ScheduleRun.objects.filter(name__in=gone).delete()
    for schedule in SCHEDULES.values():
        timing = timing_of(schedule)
        if known.get(schedule.name) != timing:
            row = {"timing": timing, "next_run": first_slot(schedule, now=now)}
            ScheduleRun.objects.update_or_create(name=schedule.name, defaults=row)
