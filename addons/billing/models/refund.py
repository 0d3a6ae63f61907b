from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.models import Record
from addons.base.policies import policy
from addons.base.workflow import Refused, System
from addons.ledger.models.fields import AmountField

from ..arguments import Bearer, Way
from ..crediting import tax_to_credit
from ..limits import limit_of
from ..policies import BillingPolicy
from ..querysets import RefundQuerySet
from ..refund_flow import RefundFlow
from ..sharing import draw_from

if TYPE_CHECKING:
    from .invoice import Invoice

PARTS = ("tax", "commission", "net")
ZERO = Decimal(0)


class Refund(RefundFlow, Record):
    """Money of an invoice given back, with who bears it. Its credit note has the key `refund:<pk>`."""

    invoice = models.ForeignKey(
        "billing.Invoice", models.PROTECT, verbose_name=_("invoice"), related_name="refunds"
    )
    amount = AmountField(_("amount"))
    to = models.CharField(_("where to"), max_length=10, choices=Way)
    borne_by = models.CharField(_("who bears it"), max_length=10, choices=Bearer)
    reason = models.CharField(_("why"), max_length=500, blank=True)
    # A second person has to be another one. Nobody where the system asked.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        verbose_name=_("asked by"),
        related_name="+",
    )
    # How the amount falls, once it is done.
    net = AmountField(_("provider's part"), default=Decimal)
    commission = AmountField(_("commission"), default=Decimal)
    tax = AmountField(_("tax"), default=Decimal)

    objects = RefundQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_of_something"),
        ]

    def __str__(self) -> str:
        return f"RF-{self.pk or 0:06d}"

    @property
    def key(self) -> str:
        """What its transfer and its credit note are known by."""
        return f"refund:{self.pk}"

    @property
    def is_to_card(self) -> bool:
        return self.to == Way.CARD

    @property
    def is_borne_by_provider(self) -> bool:
        return self.borne_by == Bearer.PROVIDER

    # --- what the bodies of the flow do with it ----------------------------------------------

    def take(
        self, invoice: Invoice, amount: Decimal, *, to: str, borne_by: str, reason: str, actor: Any
    ) -> None:
        """What is asked, of an invoice that nobody else gives back of meanwhile."""
        from .invoice import Invoice  # it names the refunds

        locked = Invoice.objects.select_for_update(no_key=True).get(pk=invoice.pk)
        self.invoice, self.amount, self.to, self.borne_by = locked, amount, to, borne_by
        self.reason = reason
        self.asked_by_id = None if isinstance(actor, System) else actor.pk
        if self.is_borne_by_provider and locked.provider_user_id is None:
            text = gettext("No provider earned from this invoice. Choose that we bear it.")
            raise Refused("no_provider", text, field="borne_by")
        self.require_left(locked.refundable)

    def require_left(self, left: Decimal) -> None:
        if self.amount > left:
            words = {"left": money.display(left)}
            text = gettext("Only %(left)s of what was paid is left to give back.") % words
            raise Refused("too_much", text, field="amount", left=money.as_json(left))

    def is_within_limit(self, actor: Any) -> bool:
        """With all that was given back of this invoice before, so that parts do not pass under it."""
        limit = limit_of(actor, policy(BillingPolicy))
        return limit is None or self.invoice.refunded + self.amount <= limit

    def settle(self) -> None:
        """Find out how it falls: the tax of its credit note, the rest in proportion of what is left."""
        self.require_left(self.invoice.returnable)
        got = self.invoice.receipts.aggregate(**{name: Sum(name) for name in PARTS})
        gone = self.invoice.refunds.done().aggregate(**{name: Sum(name) for name in PARTS})
        tax, *others = ((got[name] or ZERO) - (gone[name] or ZERO) for name in PARTS)
        least = max(self.amount - sum(others, ZERO), ZERO)
        self.tax = min(max(tax_to_credit(self.invoice, self.amount), least), tax)
        self.commission, self.net = draw_from(self.amount - self.tax, others)
