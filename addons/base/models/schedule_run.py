from __future__ import annotations

from django.db import models


class ScheduleRun(models.Model):
    """Where one declared schedule stands. Whoever raises `number` by a guarded UPDATE has the run.

    Times are those of the wall clock: they say when to look, not what is due.
    """

    name = models.CharField(max_length=150, unique=True)
    timing = models.CharField(max_length=100)
    next_run = models.DateTimeField()
    number = models.PositiveBigIntegerField(default=0)
    running_since = models.DateTimeField(null=True)
    runner = models.CharField(max_length=150, blank=True, default="")
    last_started = models.DateTimeField(null=True)
    last_finished = models.DateTimeField(null=True)
    handled = models.PositiveBigIntegerField(default=0)
    failed = models.PositiveBigIntegerField(default=0)
    failed_in_a_row = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name
