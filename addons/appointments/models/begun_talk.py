from __future__ import annotations

from django.db import models


class BegunTalk(models.Model):
    """The consultation that an appointment has become: each of the two has one of the other."""

    appointment = models.OneToOneField(
        "appointments.Appointment", models.PROTECT, primary_key=True, related_name="talk"
    )
    consultation = models.OneToOneField(
        "consultations.Consultation", models.PROTECT, related_name="begun_by"
    )

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.consultation_id}"
