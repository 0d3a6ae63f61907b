"""The life of a payment. Its money moves in follows.py, the gateway is spoken to in effects.py."""

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
    condition,
    transition,
)

from .arguments import (
    AmountArguments,
    AskArguments,
    GiveBackArguments,
    OtherAmountArguments,
    ReasonArguments,
    ReferenceArguments,
)
from .states import CANCELLED, CREATED, FAILED, PARTLY_REFUNDED, PENDING, REFUNDED, SUCCEEDED

if TYPE_CHECKING:
    from .models import Payment


@condition("not_a_card", _("Only what was paid by card can go back to one."))
def was_by_card(payment: Payment, actor: Any) -> bool:
    return payment.is_card


class PaymentFlow(Flow):
    states = (CREATED, PENDING, SUCCEEDED, PARTLY_REFUNDED, REFUNDED, FAILED, CANCELLED)
    notes = {"internal": "payments.watch_payment"}
    history_permission = "payments.watch_payment"
    party_permission = "payments.follow_payment"

    @transition(
        source=NEW,
        target=CREATED,
        label=_("Ask for a payment"),
        permission="payments.ask_payment",
        arguments=AskArguments,
        doors=MACHINE_DOORS,
        customer_label=_("The payment was begun"),
    )
    def ask(
        self: Payment,
        *,
        payer: Any,
        amount: Decimal,
        method: str,
        key: str,
        text: str,
        about_type: str,
        about_id: str,
        received_by: Any,
        back: str,
        second_of: Payment | None,
    ) -> None:
        """Somebody is to pay, or has paid in cash."""
        self.payer, self.amount, self.method, self.key = payer, amount, method, key
        self.about_type, self.about_id, self.text = about_type, about_id, text
        self.received_by, self.back, self.second_of = received_by, back, second_of
        self.require_way()

    @transition(
        source=CREATED,
        target=PENDING,
        label=_("Open the payment page"),
        permission=SYSTEM_ONLY,
        arguments=ReferenceArguments,
        doors=MACHINE_DOORS,
        event="PAYMENT_READY",
        customer_label=_("The payment page is ready"),
    )
    def open_checkout(self: Payment, *, reference: str) -> None:
        """The gateway is ready to take the money."""

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Check now"),
        icon="arrow-repeat",
        permission="payments.look_at_payment",
        customer_label=_("You asked whether it has arrived"),
        done=_("We are asking the payment service."),
    )
    def look(self: Payment) -> None:
        """Ask the gateway now what has become of it."""

    @transition(
        source=[CREATED, PENDING, FAILED, CANCELLED],
        target=SUCCEEDED,
        label=_("Receive the money"),
        permission=SYSTEM_ONLY,
        arguments=ReferenceArguments,
        doors=MACHINE_DOORS,
        event="PAYMENT_SUCCEEDED",
        customer_label=_("The money has arrived"),
    )
    def succeed(self: Payment, *, reference: str) -> None:
        """The money is there. It is real even after the payment failed or was cancelled."""
        self.gateway_reference = reference

    @transition(
        source=ANY,
        target=SAME,
        label=_("Report another amount"),
        permission=SYSTEM_ONLY,
        arguments=OtherAmountArguments,
        doors=MACHINE_DOORS,
        event="PAYMENT_IN_DOUBT",
        customer_label=_("The payment service reports another amount; we are looking into it"),
    )
    def report_other_amount(self: Payment, *, reference: str, said: str) -> None:
        """The gateway says that something else was paid: nothing is booked, finance is told once."""
        self.require_news_of(reference, said)

    @transition(
        source=[CREATED, PENDING],
        target=FAILED,
        label=_("Fail"),
        permission=SYSTEM_ONLY,
        arguments=ReasonArguments,
        doors=MACHINE_DOORS,
        event="PAYMENT_FAILED",
        customer_label=_("The payment failed"),
        shares_reason=True,
    )
    def fail(self: Payment) -> None:
        """The bank or the gateway says no. Nothing has been charged."""

    @transition(
        source=[CREATED, PENDING],
        target=CANCELLED,
        label=_("Cancel the payment"),
        icon="x-circle",
        tone=Tone.DANGER,
        permission="payments.cancel_payment",
        arguments=ReasonArguments,
        event="PAYMENT_CANCELLED",
        customer_label=_("The payment was cancelled"),
        shares_reason=True,
        confirm=_("Nothing is charged. If you have paid already, the money goes to the wallet."),
        done=_("The payment is cancelled."),
    )
    def cancel(self: Payment) -> None:
        """The payer gives up, or the time to pay is over."""

    @transition(
        source=[SUCCEEDED, PARTLY_REFUNDED],
        target=(PARTLY_REFUNDED, REFUNDED),
        label=_("Give back to the card"),
        permission="payments.give_back_payment",
        arguments=GiveBackArguments,
        conditions=[was_by_card],
        doors=MACHINE_DOORS,
        event="PAYMENT_REFUNDED",
        customer_label=_("Money goes back to your card"),
        shares_reason=True,
    )
    def give_back(self: Payment, *, amount: Decimal, key: str) -> State:
        """Part or all of it goes back to where it came from."""
        self.count_refunded(amount)
        return REFUNDED if self.refunded == self.amount else PARTLY_REFUNDED

    @transition(
        source=[PARTLY_REFUNDED, REFUNDED],
        target=(SUCCEEDED, PARTLY_REFUNDED),
        label=_("Take what did not arrive"),
        permission=SYSTEM_ONLY,
        arguments=AmountArguments,
        doors=MACHINE_DOORS,
        event="PAYMENT_REFUND_REFUSED",
        customer_label=_("The card did not take the money; it is in your wallet"),
    )
    def keep(self: Payment, *, amount: Decimal) -> State:
        """The card did not take the money back, so it stays in the wallet."""
        self.count_refunded(-amount)
        return PARTLY_REFUNDED if self.refunded else SUCCEEDED
