"""A series as its pages show it: who comes, what is ahead, what has been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from addons.base import clock
from addons.jobs.models import Job

from .models import Occurrence, Series
from .rhythm import moment_of

AHEAD = 4
BEFORE = 10


@dataclass(frozen=True)
class PlannedDate:
    """A date that is not a job yet."""

    at: datetime


@dataclass
class ShownSeries:
    """The series through the eyes of one reader."""

    series: Series
    reader: Any

    @property
    def is_customer(self) -> bool:
        return self.series.customer_id == self.reader.pk

    @property
    def place(self) -> str:
        """The address for the customer; who comes reads it on each job that they have taken."""
        series = self.series
        parts = (series.address, series.area) if self.is_customer else (series.area,)
        return ", ".join(filter(None, parts))

    @property
    def who(self) -> str:
        if not self.is_customer:
            return self.series.customer.get_full_name()
        return self.series.provider.display_name if self.series.provider else _("Anyone near")

    @cached_property
    def booked(self) -> list[Occurrence]:
        """Dates ahead that are jobs, or were left out, the next first."""
        ahead = self._occurrences().filter(at__gt=clock.now()).order_by("at")
        return list(ahead)

    @property
    def planned(self) -> list[PlannedDate]:
        series = self.series
        dates = series.planned(AHEAD)
        return [PlannedDate(moment_of(on, series.at, zone=series.time_zone)) for on in dates]

    @property
    def past(self) -> list[Occurrence]:
        before = self._occurrences().filter(at__lte=clock.now()).order_by("-at")
        return list(before[:BEFORE])

    def _occurrences(self) -> QuerySet[Occurrence]:
        """Those whose job the reader may see, and those that became none."""
        readable = Job.objects.visible_to(self.reader).values("pk")
        mine = self.series.occurrences.filter(Q(job__in=readable) | Q(job=None))
        return mine.select_related("job", "instead_of")
