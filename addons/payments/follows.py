"""What payments do to the books, in the same transaction. Every payment goes through the wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import follows
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.ledger.models import Account
from addons.ledger.points import (
    GATEWAY_CLEARING,
    house_account,
    personal_account,
    post,
    wallet_of,
)

from .flow import PaymentFlow
from .gateways import gateway_of
from .kinds import (
    CARD_PAYMENT,
    CARD_REFUND,
    CARD_REFUND_REFUSED,
    CASH_IN_HAND,
    CASH_PAYMENT,
    TOP_UP,
)
from .models import Checkout, Payment, Repayment, RepaymentLook
from .repayment_flow import RepaymentFlow

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

BOOKS = System("payments.books")


@follows(PaymentFlow.ask)
def begin(payment: Payment, change: Change) -> None:
    """Cash is there already; for a card the gateway opens its page, at once where it can."""
    if not payment.is_card:
        perform(payment, PaymentFlow.succeed, actor=BOOKS, data={}, via=Door.FOLLOW_UP)
        return
    checkout = Checkout(payment=payment)
    if payment.second_of is not None:
        # It has been paid, on the page of the first.
        checkout.reference, checkout.next_look_at = payment.second_of.checkout.reference, None
        checkout.save(force_insert=True)
        return
    ready = gateway_of(payment).ready_at_once(payment)
    if ready is not None:
        checkout.reference, checkout.address = ready.reference, ready.address
    checkout.save(force_insert=True)
    if ready is not None:
        data = {"reference": ready.reference}
        perform(payment, PaymentFlow.open_checkout, actor=BOOKS, data=data, via=Door.FOLLOW_UP)


@follows(PaymentFlow.succeed)
def credit_the_wallet(payment: Payment, change: Change) -> None:
    """Once for each payment. Who asked for it takes it from the wallet in a follow-up of its own."""
    by_card = TOP_UP if payment.is_top_up else CARD_PAYMENT
    post(
        kind=by_card if payment.is_card else CASH_PAYMENT,
        key=f"payment:{payment.pk}:succeeded",
        legs=[(source_of(payment), -payment.amount), (wallet_of(payment.payer), payment.amount)],
        actor=change.actor,
        for_record=payment,
        text=payment.text,
    )


def source_of(payment: Payment) -> Account:
    """Where the money is: with the gateway, or in somebody's hand."""
    if payment.is_card:
        return house_account(GATEWAY_CLEARING)
    return personal_account(payment.received_by, CASH_IN_HAND)


@follows(PaymentFlow.give_back)
def take_from_the_wallet(payment: Payment, change: Change) -> None:
    """The money leaves the wallet now; the gateway is told of it after the commit."""
    given = change.arguments
    data = {"payment": payment.pk, "amount": given["amount"], "key": given["key"]}
    data["reason"] = change.reason
    repayment = create(Repayment, actor=BOOKS, data=data, via=Door.FOLLOW_UP)
    RepaymentLook.objects.create(repayment=repayment)
    post(
        kind=CARD_REFUND,
        key=f"repayment:{repayment.pk}",
        legs=[
            (wallet_of(payment.payer), -repayment.amount),
            (house_account(GATEWAY_CLEARING), repayment.amount),
        ],
        actor=change.actor,
        for_record=payment,
    )


@follows(RepaymentFlow.refuse)
def return_to_the_wallet(repayment: Repayment, change: Change) -> None:
    """What the card did not take is the payer's again."""
    payment, data = repayment.payment, {"amount": repayment.amount}
    post(
        kind=CARD_REFUND_REFUSED,
        key=f"repayment:{repayment.pk}:refused",
        legs=[
            (house_account(GATEWAY_CLEARING), -repayment.amount),
            (wallet_of(payment.payer), repayment.amount),
        ],
        actor=change.actor,
        for_record=payment,
    )
    perform(payment, PaymentFlow.keep, actor=BOOKS, data=data, via=Door.FOLLOW_UP)
