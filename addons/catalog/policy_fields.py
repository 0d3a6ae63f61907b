from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .policy import PaymentTiming, Pricing

NOT_NEGATIVE = MinValueValidator(Decimal(0))
AT_LEAST_ONE = MinValueValidator(1)
PERCENT = [NOT_NEGATIVE, MaxValueValidator(Decimal(100))]


def _money(label: Any) -> Any:
    return models.DecimalField(
        label, max_digits=12, decimal_places=2, null=True, blank=True, validators=[NOT_NEGATIVE]
    )


def _percent(label: Any) -> Any:
    return models.DecimalField(
        label, max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )


def _count(label: Any) -> Any:
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[AT_LEAST_ONE])


class PolicyFields(models.Model):
    """The values of CategoryPolicy as columns. An empty one is inherited."""

    pricing = models.CharField(_("pricing"), max_length=10, choices=Pricing, null=True, blank=True)
    list_price = _money(_("price of a visit"))
    default_duration_minutes = _count(_("usual duration in minutes"))
    needs_estimate = models.BooleanField(_("needs an estimate"), null=True, blank=True)
    payment_timing = models.CharField(
        _("payment"), max_length=10, choices=PaymentTiming, null=True, blank=True
    )
    commission_percent = _percent(_("commission in percent"))
    tax_rate = _percent(_("tax in percent"))
    offer_deadline_minutes = _count(_("minutes to answer an offer"))
    search_radius_km = _count(_("search radius in km"))
    maximum_offers = _count(_("offers before a dispatcher is called"))
    confirmation_hours = _count(_("hours to confirm the work"))
    automatic_completion_days = _count(_("days until completion is automatic"))
    minimum_contact_attempts = _count(_("attempts to reach the customer"))
    stuck_after_hours = _count(_("hours until work counts as stuck"))
    start_code = models.BooleanField(_("ask for a start code"), null=True, blank=True)
    late_cancel_fee = _money(_("fee for a late cancellation"))

    class Meta:
        abstract = True
