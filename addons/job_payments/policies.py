from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy


class JobPaymentPolicy(Policy):
    """How long a booking waits for its card payment, and what a late cancellation is."""

    icon = "bi-cash-coin"
    minutes_to_pay = models.PositiveIntegerField(
        _("minutes to pay by card"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(1440)],
        help_text=_("A booking whose card payment has not come by then is cancelled."),
    )
    hours_ahead_to_pay = models.PositiveIntegerField(
        _("hours before the start to pay what was booked ahead"),
        default=24,
        validators=[MaxValueValidator(720)],
        help_text=_(
            "For the next date of a recurring booking, where nobody sits at the screen: it has to "
            "be paid by then."
        ),
    )
    late_hours = models.PositiveIntegerField(
        _("hours before the start from which a cancellation is late"),
        default=4,
        validators=[MaxValueValidator(720)],
        help_text=_(
            "Once somebody has accepted. As soon as possible is always late then. The fee itself "
            "is set for each service category; without one, cancelling costs nothing."
        ),
    )
    fee_commission_percent = models.DecimalField(
        _("our part of the fee, in percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(20),
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=_("Of the fee before tax. The rest is the provider's, whose time was kept free."),
    )

    class Meta:
        verbose_name = _("Job payments")
