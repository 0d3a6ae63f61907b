from __future__ import annotations

from decimal import Decimal

from addons.base.workflow import System
from addons.ledger.checking import Count, breaks
from addons.ledger.models import Account, Transfer
from addons.ledger.points import GATEWAY_CLEARING, REVERSAL, house_account, post

TEST = System("test")


def pay_in(account: Account, amount: Decimal, *, key: str = "") -> Account:
    """So much came through the gateway; the account as it is then."""
    key = key or f"pay-in:{account.pk}:{Transfer.objects.count()}"
    move(house_account(GATEWAY_CLEARING), account, amount, key=key)
    return Account.objects.get(pk=account.pk)


def move(source: Account, target: Account, amount: Decimal, *, key: str) -> Transfer:
    # The one kind that the ledger itself knows.
    legs = [(source, -amount), (target, amount)]
    return post(kind=REVERSAL, key=key, legs=legs, actor=TEST)


def figures(account: Account) -> tuple[Decimal, Decimal]:
    fresh = Account.objects.get(pk=account.pk)
    return fresh.balance, fresh.held


def assert_sound() -> None:
    assert list(breaks(Count())) == []
