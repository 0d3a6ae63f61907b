from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.providers.models import TakenTime, TakenTimeQuerySet

if TYPE_CHECKING:
    from .appointment import Appointment


class TakenQuarterQuerySet(TakenTimeQuerySet):
    refusal = _("This time was taken just now. Choose another one.")

    def claim(self, appointment: Appointment) -> None:
        start, minutes = appointment.starts_at, appointment.minutes
        work = {"appointment": appointment}
        self.take(appointment.provider, start, minutes=minutes, work=work)

    def release(self, appointment: Appointment) -> None:
        """Give all of it back."""
        self.filter(appointment=appointment).delete()

    def release_rest(self, appointment: int) -> None:
        """Give back the quarter hours that have not begun."""
        self.filter(appointment=appointment, quarter__gt=clock.now()).delete()


class TakenQuarter(TakenTime):
    """The quarter hours of a consultant that an appointment takes."""

    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="+")
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
