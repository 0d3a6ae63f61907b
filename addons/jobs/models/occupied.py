"""A provider's taken time: one row per started quarter hour, so that the database refuses overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import Refused
from addons.providers.points import is_taken_by_others

if TYPE_CHECKING:
    from addons.providers.models import Provider

    from .job import Job

QUARTER = timedelta(minutes=15)


def quarter_of(at: datetime) -> datetime:
    """The quarter hour that the moment is in."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def quarters(start: datetime, minutes: int) -> Iterator[datetime]:
    """Every quarter hour touched by the work."""
    quarter, end = quarter_of(start), start + timedelta(minutes=minutes)
    while quarter < end:
        yield quarter
        quarter += QUARTER


class OccupiedQuerySet(models.QuerySet["Occupied"]):
    def claim(self, job: Job, provider: Provider, *, start: datetime, minutes: int) -> None:
        """Take the time, or refuse: the unique key decides, also between two transactions."""
        taken = Refused(
            "slot_taken",
            _("%(name)s has other work at that time. Choose another time or provider.")
            % {"name": provider.display_name},
        )
        if is_taken_by_others(provider, start, minutes=minutes, than="jobs"):
            raise taken
        rows = [Occupied(provider=provider, quarter=q, job=job) for q in quarters(start, minutes)]
        try:
            # A savepoint, so that the transaction survives the refusal on PostgreSQL.
            with transaction.atomic():
                self.bulk_create(rows)
        except IntegrityError:
            raise taken from None

    def release(self, job: Job) -> None:
        """Give back what has not passed yet, the running quarter hour included."""
        self.filter(job=job, quarter__gt=clock.now() - QUARTER).delete()

    def between(self, start: datetime, end: datetime) -> OccupiedQuerySet:
        return self.filter(quarter__gt=start - QUARTER, quarter__lt=end)


class Occupied(models.Model):
    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="occupied")
    quarter = models.DateTimeField()
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="occupied")

    objects = OccupiedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "quarter"], name="one_job_per_quarter_hour")
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.quarter:%Y-%m-%d %H:%M}"
