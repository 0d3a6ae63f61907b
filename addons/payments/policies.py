from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class PaymentPolicy(Policy):
    """How much may be paid into a wallet at once, and how long a payment waits."""

    icon = "bi-wallet2"
    smallest_top_up = models.DecimalField(
        _("smallest top-up"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(10),
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("Small payments cost more in fees than they bring."),
    )
    largest_top_up = models.DecimalField(
        _("largest top-up"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(50_000),
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    hours_to_pay = models.PositiveIntegerField(
        _("hours to pay"),
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
        help_text=_("A payment that nobody makes is cancelled after so many hours."),
    )

    class Meta:
        verbose_name = _("Payments")
