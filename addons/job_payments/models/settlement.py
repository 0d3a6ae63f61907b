from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.billing.models import Invoice
from addons.jobs.models import Job
from addons.ledger.models import Hold
from addons.ledger.models.fields import AmountField
from addons.payments.models import Payment

from ..kinds import CARD, fee_key
from ..querysets import SettlementQuerySet
from ..states import Standing


@dataclass(frozen=True)
class Measured:
    """What hold, card payment and invoice say now."""

    standing: Standing
    paid: Decimal
    due: Decimal


class Settlement(models.Model):
    """How one job is paid: what belongs to it in the books, and how that stands.

    The last three columns are what `measured()` says, kept for lists; they are written whenever
    something of it moves, in the same transaction.
    """

    job = models.OneToOneField(
        Job,
        models.PROTECT,
        primary_key=True,
        related_name="settlement",
        verbose_name=_("job"),
    )
    total = AmountField(_("total"))
    # The money that is kept in the wallet for it.
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="+")
    # The card payment that is to come or has come: the latest attempt.
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="+")
    pay_until = models.DateTimeField(_("to be paid until"), null=True)
    # Over the work or, where it was cancelled late, over the fee.
    invoice = models.OneToOneField(Invoice, models.PROTECT, null=True, related_name="+")

    standing = models.CharField(_("payment"), max_length=20, choices=Standing)
    paid = AmountField(_("paid"), default=Decimal)
    due = AmountField(_("to be paid"), default=Decimal)

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        indexes = [
            models.Index(fields=["standing", "pay_until"], name="settlement_by_standing"),
        ]

    def __str__(self) -> str:
        return f"{self.job}: {self.get_standing_display()}"

    @property
    def is_fee(self) -> bool:
        """Whether the invoice is over a cancellation fee."""
        return self.invoice is not None and self.invoice.key == fee_key(self.pk)

    @property
    def holds_money(self) -> bool:
        return self.hold is not None and self.hold.is_open

    def measured(self) -> Measured:
        """How it stands, read from what it is made of."""
        nothing = Decimal(0)
        if self.invoice is not None:
            standing = self._standing_of_invoice(self.invoice)
            return Measured(standing, self.invoice.settled, self.invoice.open)
        if self.holds_money:
            return Measured(Standing.RESERVED, nothing, nothing)
        if self.hold is not None:
            return Measured(Standing.RETURNED, nothing, nothing)
        if self.total <= 0 or self.job.get_state().final:
            return Measured(Standing.NOTHING, nothing, nothing)
        is_card = self.job.payment_method == CARD
        return Measured(Standing.AWAITED if is_card else Standing.LATER, nothing, self.total)

    def _standing_of_invoice(self, invoice: Invoice) -> Standing:
        if invoice.refunded:
            return Standing.PARTLY_REFUNDED if invoice.settled else Standing.REFUNDED
        if invoice.open:
            return Standing.PARTLY_PAID if invoice.paid else Standing.DUE
        if not invoice.paid:
            return Standing.NOTHING  # a credit note took back all of it
        return Standing.FEE_PAID if self.is_fee else Standing.PAID

    def keep(self) -> None:
        """Write it down as it stands now."""
        now = self.measured()
        self.standing, self.paid, self.due = now.standing, now.paid, now.due
        self.save()
