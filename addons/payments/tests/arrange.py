"""Payments arranged through the doors and the test gateway's own buttons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from addons.base.workflow import Door
from addons.ledger.models import Account
from addons.ledger.points import GATEWAY_CLEARING, house_account, wallet_of
from addons.payments import trial
from addons.payments.gateways.embedded import checkout_of
from addons.payments.models import Payment
from addons.payments.points import ask_for, take_cash


def ask(payer: Any, amount: str = "100.00", *, key: str = "", **more: Any) -> Payment:
    key = key or f"ask:{Payment.objects.count()}"
    return ask_for(payer, Decimal(amount), key=key, actor=payer, via=Door.PORTAL, **more)


def press(payment: Payment, button: str) -> Payment:
    """The payment after the button on the test gateway's page was pressed."""
    trial.press(checkout_of(payment), button)
    return again(payment)


def paid(payer: Any, amount: str = "100.00", **more: Any) -> Payment:
    return press(ask(payer, amount, **more), "pay")


def cash(payer: Any, receiver: Any, amount: str = "70.00", *, key: str = "cash:1") -> Payment:
    return take_cash(
        payer,
        Decimal(amount),
        key=key,
        received_by=receiver,
        for_record=None,
        actor=receiver,
        via=Door.PORTAL,
    )


def again(payment: Payment) -> Payment:
    return Payment.objects.with_people().get(pk=payment.pk)


def balance(account: Account) -> Decimal:
    return Account.objects.get(pk=account.pk).balance


def in_wallet(person: Any) -> Decimal:
    return balance(wallet_of(person))


def at_gateway() -> Decimal:
    """What the gateway owes the house."""
    return -balance(house_account(GATEWAY_CLEARING))
