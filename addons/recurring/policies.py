from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class RecurringPolicy(Policy):
    """When the next date of a repeating booking becomes a job."""

    icon = "date"
    days_ahead = models.PositiveIntegerField(
        _("days ahead that the next job is booked"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("Long enough to find somebody, short enough that plans still hold."),
    )

    class Meta:
        verbose_name = _("Recurring bookings")
