"""Money that providers have earned, bank accounts and runs for the tests, made through the doors."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from addons.base.events.verify import breaks
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.ledger.models import Account, Transfer
from addons.ledger.points import (
    GATEWAY_CLEARING,
    REVERSAL,
    earnings_of,
    house_account,
    personal_account,
    post,
)
from addons.payments.points import CASH_IN_HAND
from addons.payouts.calendar import today
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import BankAccount, PayoutLine, PayoutRun
from addons.providers.models import Provider

TEST = System("test")
ACCOUNT = {"holder": "Raj Kumar", "number": "001234567890", "code": "HDFC0001234"}
_number = count(1)


def earn(provider: Provider, amount: Decimal | int | str, *, key: str = "") -> Transfer:
    """So much for work that a customer has paid by card; negative, it is taken back."""
    amount = Decimal(amount)
    legs = [(house_account(GATEWAY_CLEARING), -amount), (earnings_of(provider.user), amount)]
    key = key or f"earned:{next(_number)}"
    # The one kind that the ledger itself knows.
    return post(kind=REVERSAL, key=key, legs=legs, actor=TEST)


def take_cash(provider: Provider, amount: Decimal | int | str) -> Transfer:
    """The provider has so much cash of the house in hand; negative, they have handed it in."""
    amount = Decimal(amount)
    cash = personal_account(provider.user, CASH_IN_HAND)
    legs = [(cash, -amount), (house_account(GATEWAY_CLEARING), amount)]
    return post(kind=REVERSAL, key=f"cash:{next(_number)}", legs=legs, actor=TEST)


def give_account(provider: Provider, **changes: str) -> BankAccount:
    data = ACCOUNT | changes
    return create(BankAccount, actor=provider.user, data=data, via=Door.PORTAL)


def prepare(by: Any = TEST, *, days_ago: int = 0) -> PayoutRun:
    """A run with what was earned up to that day."""
    data = {"until": today() - timedelta(days=days_ago)}
    return create(PayoutRun, actor=by, data=data, via=Door.CONSOLE)


def do(run: Any, transition: Any, actor: Any = TEST, **data: Any) -> Any:
    return perform(run, transition, actor=actor, data=data, via=Door.CONSOLE)


def approved(by: Any = TEST) -> PayoutRun:
    return do(prepare(), PayoutRunFlow.approve, by)


def pay(run: PayoutRun, by: Any = TEST) -> PayoutRun:
    if not run.exports:
        run = do(run, PayoutRunFlow.export, by)
    return do(run, PayoutRunFlow.mark_paid, by, paid_on=today())


def lines(run: PayoutRun) -> dict[str, tuple[str, Decimal]]:
    """By provider what becomes of the line, and its amount."""
    rows = PayoutLine.objects.filter(run=run).select_related("provider")
    return {str(line.provider): (line.outcome, line.amount) for line in rows}


def figures(provider: Provider) -> tuple[Decimal, Decimal]:
    """Balance of the earnings, and what of it is held."""
    account = Account.objects.get(pk=earnings_of(provider.user).pk)
    return account.balance, account.held


def cash_of(provider: Provider) -> Decimal:
    return Account.objects.get(pk=personal_account(provider.user, CASH_IN_HAND).pk).balance


def bank() -> Decimal:
    return Account.objects.get(pk=house_account("bank_clearing").pk).balance


def assert_sound() -> None:
    assert list(breaks()) == []
