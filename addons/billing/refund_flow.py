"""The life of a refund: asked for on its invoice, done at once or by a second person's word."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    ANY,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Flow,
    State,
    Tone,
    transition,
)

from .arguments import AskRefundArguments, DeclineArguments
from .states import DECLINED, REFUNDED, REQUESTED

if TYPE_CHECKING:
    from .models import Invoice, Refund


class RefundFlow(Flow):
    states = (REQUESTED, REFUNDED, DECLINED)
    root = "invoice"
    notes = {"internal": "billing.watch_invoices"}
    history_permission = "billing.watch_invoices"

    @transition(
        source=NEW,
        target=(REQUESTED, REFUNDED),
        label=_("Ask for a refund"),
        permission="billing.refund_invoice",
        arguments=AskRefundArguments,
        doors=MACHINE_DOORS,
        event="REFUND_ASKED",
        customer_label=_("A refund was asked for"),
    )
    def ask(
        self: Refund,
        *,
        actor: Any,
        invoice: Invoice,
        amount: Decimal,
        to: str,
        borne_by: str,
        reason: str,
    ) -> State:
        """Up to the asker's limit it is done at once; above, a second person has to approve."""
        self.take(invoice, amount, to=to, borne_by=borne_by, reason=reason, actor=actor)
        if not self.is_within_limit(actor):
            return REQUESTED
        self.settle()
        return REFUNDED

    @transition(
        source=REQUESTED,
        target=REFUNDED,
        label=_("Approve"),
        icon="check-lg",
        primary=True,
        permission="billing.approve_refund",
        event="REFUND_DONE",
        customer_label=_("Money was given back"),
        confirm=_("The money moves at once and a credit note is issued. This cannot be undone."),
        done=_("The money is given back."),
    )
    def approve(self: Refund) -> None:
        """A second person agrees, and the money is given back."""
        self.settle()

    @transition(
        source=REQUESTED,
        target=DECLINED,
        label=_("Decline"),
        icon="x-lg",
        tone=Tone.DANGER,
        permission="billing.decline_refund",
        arguments=DeclineArguments,
        event="REFUND_DECLINED",
        customer_label=_("The refund was declined"),
        done=_("Nothing is given back."),
    )
    def decline(self: Refund) -> None:
        """Nothing is given back."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Refund) -> None:
        """The customer asked to be forgotten; sums stay."""
        self.reason = ""
