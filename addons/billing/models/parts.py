"""What belongs to an invoice in tables of its own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.triggers import Refuse
from addons.ledger.models.fields import AmountField

REWRITTEN = " OR ".join(
    f"(NEW.{name} <> OLD.{name} AND LENGTH(NEW.{name}) > 0)"
    for name in ("buyer_name", "buyer_address", "buyer_email", "provider_name", "reason")
)


class Parties(models.Model):
    """The people on an invoice as they were called then; apart from it, to be forgotten."""

    invoice = models.OneToOneField("billing.Invoice", models.PROTECT, related_name="parties")
    buyer_name = models.CharField(_("customer"), max_length=200, blank=True)
    buyer_address = models.CharField(_("address"), max_length=500, blank=True)
    buyer_email = models.CharField(_("e-mail"), max_length=254, blank=True)
    provider_name = models.CharField(_("done by"), max_length=200, blank=True)
    # Why it was credited, in somebody's own words.
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        constraints = [
            Refuse(
                name="invoice_parties_only_fade",
                moment="BEFORE UPDATE",
                condition=f"NEW.invoice_id <> OLD.invoice_id OR {REWRITTEN}",
                says="Who is on an invoice may be forgotten, but not rewritten.",
            ),
            Refuse(
                name="invoice_parties_stay",
                moment="BEFORE DELETE",
                says="Who is on an invoice may be forgotten; the row stays.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}"


class TaxLine(models.Model):
    """What of an invoice falls under one tax rate."""

    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, related_name="taxes")
    rate = models.DecimalField(_("tax rate"), max_digits=6, decimal_places=3)
    net = AmountField(_("before tax"))
    tax = AmountField(_("tax"))

    class Meta:
        ordering = ["rate"]
        constraints = [
            models.UniqueConstraint(fields=["invoice", "rate"], name="invoice_tax_once_per_rate"),
            Refuse(
                name="invoice_tax_never_changes",
                moment="BEFORE UPDATE",
                says="The tax of an issued invoice never changes: correct it by a credit note.",
            ),
            Refuse(
                name="invoice_tax_stays",
                moment="BEFORE DELETE",
                says="The tax of an issued invoice is never deleted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate} %: {self.tax}"


class Receipt(models.Model):
    """A part of an invoice that was paid, and how it fell to provider, house and tax office."""

    invoice = models.ForeignKey("billing.Invoice", models.PROTECT, related_name="receipts")
    key = models.CharField(max_length=200)
    amount = AmountField(_("amount"))
    net = AmountField()
    commission = AmountField()
    tax = AmountField()
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="invoice_receipt_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="invoice_receipt_of_something"
            ),
            Refuse(
                name="invoice_receipt_never_changes",
                moment="BEFORE UPDATE",
                says="What was paid is never changed.",
            ),
            Refuse(
                name="invoice_receipt_stays",
                moment="BEFORE DELETE",
                says="What was paid is never deleted.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.amount}"
