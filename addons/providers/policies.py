from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class ProvidersPolicy(Policy):
    """How far ahead customers look into providers' calendars."""

    icon = "group"
    lead_minutes = models.PositiveIntegerField(
        _("minutes between booking and start"),
        default=30,
        help_text=_("A free time sooner than this is not shown."),
    )
    slot_minutes = models.PositiveIntegerField(
        _("minutes a visit takes"),
        default=60,
        validators=[MinValueValidator(15)],
        help_text=_("For free times that are asked without a service."),
    )
    horizon_days = models.PositiveIntegerField(
        _("days ahead that are searched for a free time"),
        default=14,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )

    class Meta:
        verbose_name = _("Providers")
