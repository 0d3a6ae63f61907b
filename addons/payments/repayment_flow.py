"""The way of money back to a card. A record of its own: its outcome may stay unknown for days."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import MACHINE_DOORS, NEW, SYSTEM_ONLY, Flow, transition

from .arguments import AskRepaymentArguments, ReasonArguments, ReferenceArguments
from .states import ASKED, DONE, REFUSED, SENT

if TYPE_CHECKING:
    from .models import Payment, Repayment


class RepaymentFlow(Flow):
    states = (ASKED, SENT, DONE, REFUSED)
    root = "payment"
    notes = {"internal": "payments.watch_payment"}
    history_permission = "payments.watch_payment"
    party_permission = "payments.follow_payment"

    @transition(
        source=NEW,
        target=ASKED,
        label=_("Ask for a repayment"),
        permission=SYSTEM_ONLY,
        arguments=AskRepaymentArguments,
        doors=MACHINE_DOORS,
        customer_label=_("Money is to go back to your card"),
    )
    def ask(self: Repayment, *, payment: Payment, amount: Decimal, key: str, reason: str) -> None:
        """Money is to go back; the gateway has not been told, or what it said is not known."""
        self.payment, self.amount, self.key, self.reason = payment, amount, key, reason

    @transition(
        source=ASKED,
        target=SENT,
        label=_("Send"),
        permission=SYSTEM_ONLY,
        arguments=ReferenceArguments,
        doors=MACHINE_DOORS,
        event="REPAYMENT_SENT",
        customer_label=_("The money is on its way to your card"),
    )
    def send(self: Repayment, *, reference: str) -> None:
        """The gateway has taken it and pays it out in its own time."""
        self.gateway_reference = reference

    @transition(
        source=[ASKED, SENT],
        target=DONE,
        label=_("Arrive"),
        permission=SYSTEM_ONLY,
        arguments=ReferenceArguments,
        doors=MACHINE_DOORS,
        event="REPAYMENT_DONE",
        customer_label=_("The money was paid out to your card"),
    )
    def arrive(self: Repayment, *, reference: str) -> None:
        """The gateway has paid it out."""
        self.gateway_reference = reference or self.gateway_reference

    @transition(
        # A bank may send money back days after the gateway paid it out.
        source=[ASKED, SENT, DONE],
        target=REFUSED,
        label=_("Refuse"),
        permission=SYSTEM_ONLY,
        arguments=ReasonArguments,
        doors=MACHINE_DOORS,
        event="REPAYMENT_REFUSED",
        customer_label=_("Your card did not take the money; it is in your wallet"),
    )
    def refuse(self: Repayment) -> None:
        """The card does not take it; the money returns to the wallet."""
