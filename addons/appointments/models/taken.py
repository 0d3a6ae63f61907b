"""A consultant's promised time: one row per quarter hour, so that the database refuses overlaps."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import Refused
from addons.providers.points import is_taken_by_others

from ..lengths import QUARTER, quarters

if TYPE_CHECKING:
    from .appointment import Appointment

TAKEN = _("This time was taken just now. Choose another one.")


class TakenQuarterQuerySet(models.QuerySet["TakenQuarter"]):
    def claim(self, appointment: Appointment) -> None:
        """Take the time, or refuse: also between two transactions, and over other work."""
        provider, start, minutes = appointment.provider, appointment.starts_at, appointment.minutes
        if is_taken_by_others(provider, start, minutes=minutes, than="appointments"):
            raise Refused("slot_taken", TAKEN)
        rows = [
            TakenQuarter(provider=provider, quarter=quarter, appointment=appointment)
            for quarter in quarters(start, minutes)
        ]
        try:
            # A savepoint, so that the transaction survives the refusal on PostgreSQL.
            with transaction.atomic():
                self.bulk_create(rows)
        except IntegrityError:
            raise Refused("slot_taken", TAKEN) from None

    def release(self, appointment: Appointment) -> None:
        """Give all of it back."""
        self.filter(appointment=appointment).delete()

    def release_rest(self, appointment: int) -> None:
        """Give back the quarter hours that have not begun."""
        self.filter(appointment=appointment, quarter__gt=clock.now()).delete()

    def between(self, start: datetime, end: datetime) -> TakenQuarterQuerySet:
        return self.filter(quarter__gt=start - QUARTER, quarter__lt=end)


class TakenQuarter(models.Model):
    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="+")
    quarter = models.DateTimeField()
    appointment = models.ForeignKey(
        "appointments.Appointment", models.PROTECT, related_name="taken"
    )

    objects = TakenQuarterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "quarter"], name="one_appointment_per_quarter_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.quarter:%Y-%m-%d %H:%M}"
