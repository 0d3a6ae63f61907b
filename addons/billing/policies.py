from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.policies import Policy

SELLER = ("name", "address", "tax_id", "email", "phone", "bank", "note")


def limit(label: Any, default: int, help_text: Any = "") -> models.DecimalField[Any, Any]:
    return models.DecimalField(
        label,
        max_digits=12,
        decimal_places=3,
        default=Decimal(default),
        validators=[MinValueValidator(0)],
        help_text=help_text,
    )


class BillingPolicy(Policy):
    """Who sells, as it stands on invoices, and how much may be refunded without a second person."""

    icon = "doc-full"
    seller_name = models.CharField(_("legal name"), max_length=200, blank=True)
    seller_address = models.TextField(
        _("address"),
        max_length=500,
        blank=True,
    )
    seller_tax_id = models.CharField(_("tax number"), max_length=60, blank=True)
    seller_email = models.EmailField(_("e-mail"), blank=True)
    seller_phone = models.CharField(_("phone"), max_length=30, blank=True)
    seller_bank = models.TextField(_("bank"), max_length=500, blank=True)
    seller_note = models.TextField(_("note at the end"), max_length=1000, blank=True)
    refund_limit_manager = limit(
        _("limit of a refund by a support manager"),
        1_000,
        _("More than that waits for a second person. 0: everything waits."),
    )
    refund_limit_finance = limit(_("limit of a refund by finance"), 10_000)
    refund_limit_administrator = limit(_("limit of a refund by an administrator"), 50_000)

    class Meta:
        verbose_name = _("Billing")

    @property
    def seller(self) -> dict[str, str]:
        """Who sells, as it is frozen into an invoice."""
        given = {name: str(getattr(self, f"seller_{name}")) for name in SELLER}
        return given | {"name": self.seller_name or str(settings.WAGTAIL_SITE_NAME)}
