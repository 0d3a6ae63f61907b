"""An invoice as its portal page shows it to one reader."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from addons.payments.models import Payment

from .models import Invoice, Refund


@dataclass
class ShownInvoice:
    invoice: Invoice
    reader: Any

    @property
    def is_customer(self) -> bool:
        return bool(self.invoice.customer_id == self.reader.pk)

    @property
    def title(self) -> str:
        return _("Credit note") if self.invoice.is_credit_note else _("Invoice")

    @property
    def other_name(self) -> str:
        """Who is on the other side."""
        parties = self.invoice.parties
        return parties.provider_name if self.is_customer else parties.buyer_name

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [
            line | {name: Decimal(line[name]) for name in ("amount", "unit_price", "quantity")}
            for line in self.invoice.lines
        ]

    @property
    def sums(self) -> list[dict[str, Any]]:
        """The sums as `theme/pieces/facts.html` takes them."""
        invoice = self.invoice
        taxes = [
            {"label": _("Tax %(rate)s %%") % {"rate": each.rate.normalize()}, "amount": each.tax}
            for each in invoice.taxes.all()
            if each.tax
        ]
        listed = [
            {"label": _("Before tax"), "amount": invoice.subtotal},
            *taxes,
            {"label": _("Total"), "amount": invoice.total, "sum": True},
        ]
        if not invoice.is_credit_note:
            listed += self._what_came()
        return listed

    def _what_came(self) -> list[dict[str, Any]]:
        invoice = self.invoice
        listed = [
            {"label": label, "amount": amount}
            for label, amount in (
                (_("Paid"), invoice.paid),
                (_("Credited"), invoice.credited),
                (_("Given back"), invoice.refunded),
            )
            if amount
        ]
        if invoice.open:
            listed.append({"label": _("Still to pay"), "amount": invoice.open, "sum": True})
        return listed

    @cached_property
    def payments(self) -> list[Payment]:
        """Card payments that have been begun and can still be made."""
        if not self.is_customer:
            return []
        mine = Payment.objects.of_payer(self.reader).under_way()
        found = mine.about(self.invoice)
        return list(found.order_by("-pk")) if self.invoice.open else []

    @cached_property
    def refunds(self) -> list[Refund]:
        """What was given back, to those who are told."""
        mine = Refund.objects.visible_to(self.reader).filter(invoice=self.invoice).done()
        return list(mine.order_by("pk"))

    @cached_property
    def credit_notes(self) -> list[Invoice]:
        return list(self.invoice.credit_notes.order_by("pk"))
