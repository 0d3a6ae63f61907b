from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class PayoutsPolicy(Policy):
    """When providers are paid, from which amount on, and who has to agree."""

    icon = "bi-cash-coin"
    prepares_weekly = models.BooleanField(
        _("prepare a run every week"),
        default=True,
        help_text=_("Without this, finance prepares each run by hand."),
    )
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), default=0, choices=list(WEEKDAYS.items())
    )
    minimum = models.DecimalField(
        _("smallest payout"),
        max_digits=15,
        decimal_places=3,
        default=Decimal(100),
        validators=[MinValueValidator(0)],
        help_text=_("Whoever has earned less is paid when it is more."),
    )
    second_person_above = models.DecimalField(
        _("second person above"),
        max_digits=15,
        decimal_places=3,
        default=Decimal(200_000),
        validators=[MinValueValidator(0)],
        help_text=_(
            "A run that pays more in all is approved by two people. One that somebody has "
            "prepared by hand is always approved by somebody else."
        ),
    )

    class Meta:
        verbose_name = _("Payouts")
