"""What work of a category follows, with every value filled in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Pricing(models.TextChoices):
    FIXED = "fixed", _("Fixed price")
    HOURLY = "hourly", _("By the hour")
    QUOTED = "quoted", _("Quoted after a look")


class PaymentTiming(models.TextChoices):
    PREPAID = "prepaid", _("Before the work")
    AFTER = "after", _("After the work")


def from_settings(name: str) -> Any:
    """A default that the deployment's environment decides."""
    return field(default_factory=lambda: getattr(settings, name))


@dataclass(frozen=True, kw_only=True)
class CategoryPolicy:
    """The values as they hold. The defaults are what a root inherits where nobody decided."""

    pricing: str = Pricing.FIXED.value
    list_price: Decimal = Decimal("0.00")
    default_duration_minutes: int = 60
    needs_estimate: bool = False
    payment_timing: str = PaymentTiming.AFTER.value
    commission_percent: Decimal = Decimal("15.00")
    tax_rate: Decimal = Decimal("0.00")
    offer_deadline_minutes: int = 10
    search_radius_km: int = 15
    maximum_offers: int = 5
    confirmation_hours: int = from_settings("COMPLETION_ESCALATION_HOURS")
    automatic_completion_days: int = from_settings("AUTO_COMPLETE_DAYS")
    minimum_contact_attempts: int = from_settings("MIN_CONTACT_ATTEMPTS")
    stuck_after_hours: int = 24
    start_code: bool = False
    late_cancel_fee: Decimal = Decimal("0.00")

    @property
    def is_prepaid(self) -> bool:
        """The money has to be there before the work begins."""
        return self.payment_timing == PaymentTiming.PREPAID


POLICY_FIELDS = tuple(each.name for each in fields(CategoryPolicy))


def resolved(givers: Iterable[object]) -> CategoryPolicy:
    """Each value from the first giver that has it, the nearest first; else the default."""
    given: dict[str, Any] = {}
    for giver in givers:
        for name in POLICY_FIELDS:
            value = getattr(giver, name)
            if value is not None:
                given.setdefault(name, value)
    return replace(CategoryPolicy(), **given)
