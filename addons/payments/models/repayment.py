from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from addons.base.models import Record
from addons.ledger.models.fields import AmountField

from ..querysets import RepaymentQuerySet
from ..repayment_flow import RepaymentFlow
from .payment import Payment


class Repayment(RepaymentFlow, Record):
    """Money of a payment on its way back to the card that it came from."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, verbose_name=_("payment"), related_name="repayments"
    )
    amount = AmountField(_("amount"))
    key = models.CharField(_("key"), max_length=200)
    reason = models.CharField(_("why"), max_length=500)
    gateway_reference = models.CharField(
        _("gateway's reference"), max_length=200, blank=True, default=""
    )

    objects = RepaymentQuerySet.as_manager()  # type: ignore[misc]
    named_by = ()

    class Meta:
        verbose_name = _("repayment")
        verbose_name_plural = _("repayments")
        indexes = [models.Index(fields=["state", "-id"], name="repayment_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["key"], name="repayment_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="repayment_of_something"),
        ]

    def __str__(self) -> str:
        return f"PR-{self.pk or 0:06d}"

    @property
    def payer_id(self) -> int:
        return self.payment.payer_id
