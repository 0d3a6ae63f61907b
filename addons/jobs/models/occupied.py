from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from addons.base import clock
from addons.providers.models import QUARTER, TakenTime, TakenTimeQuerySet

if TYPE_CHECKING:
    from .job import Job


class OccupiedQuerySet(TakenTimeQuerySet):
    def release(self, job: Job) -> None:
        """Give back what has not passed yet, the running quarter hour included."""
        self.filter(job=job, quarter__gt=clock.now() - QUARTER).delete()


class Occupied(TakenTime):
    """The quarter hours of a provider that a job takes."""

    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="occupied")
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="occupied")

    objects = OccupiedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "quarter"], name="one_job_per_quarter_hour")
        ]
