from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class ReviewsPolicy(Policy):
    """When customers are reminded that they may review a job."""

    icon = "bi-star"
    days_until_reminder = models.PositiveIntegerField(
        _("days until the reminder"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text=_("They are asked once when the work is confirmed, and reminded once."),
    )

    class Meta:
        verbose_name = _("Reviews")
