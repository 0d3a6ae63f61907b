"""The life of an invoice. What was issued never changes; payments and credit notes move its state."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import (
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Flow,
    State,
    Tone,
    condition,
    transition,
)

from .arguments import (
    AmountArguments,
    CreditArguments,
    IssueArguments,
    ReceiveArguments,
    RefundArguments,
)
from .states import CREDITED, ISSUED, PAID

if TYPE_CHECKING:
    from .models import Invoice


@condition("nothing_open", _("Nothing of it is left to pay."), quiet=True)
def is_open(invoice: Invoice, actor: Any) -> bool:
    return invoice.open > 0


@condition("nothing_paid", _("Nothing was paid that could be given back."))
def has_something_to_refund(invoice: Invoice, actor: Any) -> bool:
    return invoice.refundable > 0


class InvoiceFlow(Flow):
    states = (ISSUED, PAID, CREDITED)
    notes = {"internal": "billing.watch_invoices"}
    history_permission = "billing.watch_invoices"
    party_permission = "billing.read_invoice"

    @transition(
        source=NEW,
        target=(ISSUED, PAID),
        label=_("Issue"),
        permission=SYSTEM_ONLY,
        arguments=IssueArguments,
        doors=MACHINE_DOORS,
        event="INVOICE_ISSUED",
        customer_label=_("It was issued"),
    )
    def issue(
        self: Invoice, *, key: str, customer: Any, provider_user: Any, content: dict[str, Any]
    ) -> State:
        """It gets the next number and says the same from now on."""
        self.key, self.customer, self.provider_user = key, customer, provider_user
        self.take_content(content)
        self.take_number(clock.now())
        return self.standing()

    @transition(
        source=ISSUED,
        target=(ISSUED, PAID),
        label=_("Receive a payment"),
        permission=SYSTEM_ONLY,
        arguments=ReceiveArguments,
        doors=MACHINE_DOORS,
        event="INVOICE_PAID",
        customer_label=_("A payment was received"),
    )
    def receive(self: Invoice, *, key: str, amount: Decimal) -> State:
        """A part of it, or all that was open, is paid."""
        self.take_payment(amount)
        return self.standing()

    @transition(
        source=ISSUED,
        target=(ISSUED, PAID),
        label=_("Pay from the wallet"),
        icon="wallet2",
        permission="billing.pay_invoice",
        arguments=AmountArguments,
        conditions=[is_open],
        event="INVOICE_PAID",
        customer_label=_("Paid from the wallet"),
        confirm=_("Pay all of it, or a part."),
        done=_("Thank you, it is paid."),
    )
    def pay_from_wallet(self: Invoice, *, amount: Decimal) -> State:
        """Money of the wallet pays it, or a part of it."""
        self.take_payment(amount)
        return self.standing()

    @transition(
        source=ISSUED,
        target=SAME,
        label=_("Pay by card"),
        icon="credit-card",
        primary=True,
        permission="billing.pay_invoice",
        arguments=AmountArguments,
        conditions=[is_open],
        customer_label=_("A card payment was begun"),
        confirm=_("Pay all of it, or a part. Next you are asked for the card."),
        done=_("Go on to pay."),
    )
    def pay_by_card(self: Invoice, *, amount: Decimal) -> None:
        """A card payment over it, or a part of it, is opened."""
        self.require_open(amount)

    @transition(
        source=[ISSUED, PAID],
        target=SAME,
        label=_("Refund"),
        icon="arrow-repeat",
        tone=Tone.DANGER,
        permission="billing.refund_invoice",
        arguments=RefundArguments,
        conditions=[has_something_to_refund],
        done=_("The refund is written down; see below whether it waits for a second person."),
    )
    def refund(self: Invoice, *, amount: Decimal, to: str, borne_by: str) -> None:
        """Give back what was paid, or a part of it. Above your limit a second person approves."""

    @transition(
        source=[ISSUED, PAID],
        target=(ISSUED, PAID, CREDITED),
        label=_("Credit"),
        permission=SYSTEM_ONLY,
        arguments=CreditArguments,
        doors=MACHINE_DOORS,
        event="INVOICE_CREDITED",
        customer_label=_("A credit note corrects it"),
        shares_reason=True,
    )
    def take_back_part(
        self: Invoice, *, key: str, amount: Decimal, refunded: Decimal | None
    ) -> State:
        """A credit note says that so much of it is not owed any more."""
        self.take_back(amount, refunded=refunded or Decimal(0))
        return self.standing()
