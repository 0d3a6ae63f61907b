from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy

from .lengths import LENGTHS


class AppointmentsPolicy(Policy):
    """How talks are booked for a time, and how long their beginning is tried."""

    icon = "date"
    usual_minutes = models.PositiveIntegerField(
        _("usual length"), default=30, choices=[(each, str(each)) for each in LENGTHS]
    )
    days_ahead = models.PositiveIntegerField(
        _("days ahead that can be booked"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    most_ahead = models.PositiveIntegerField(
        _("appointments that a customer may have ahead"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("So that nobody takes a consultant's whole week."),
    )
    remind_minutes = models.PositiveIntegerField(
        _("minutes before the start that both are reminded"),
        default=60,
        validators=[MinValueValidator(5), MaxValueValidator(2880)],
    )
    minutes_to_begin = models.PositiveIntegerField(
        _("minutes after the start that we try to begin"),
        default=10,
        validators=[MinValueValidator(2), MaxValueValidator(14)],
        help_text=_("For the customer to add money, or the consultant to come on duty."),
    )

    class Meta:
        verbose_name = _("Appointments")
