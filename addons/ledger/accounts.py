"""Finding accounts, which are opened when they are first asked for."""

from __future__ import annotations

from typing import Any

from addons.base import money
from addons.base.compiled import CompiledModel, Given

from .kinds import ACCOUNT_KINDS, CUSTOMER_WALLET, PROVIDER_EARNINGS
from .models import Account


def personal_account(owner: Any, kind: str) -> Account:
    """The person's account of the kind."""
    if not ACCOUNT_KINDS[kind].is_personal:
        raise ValueError(f"{kind} is an account of the house.")
    return _opened(kind, owner_id=owner.pk)


def house_account(kind: str) -> Account:
    """The house's account of the kind."""
    if ACCOUNT_KINDS[kind].is_personal:
        raise ValueError(f"{kind} is an account of a person.")
    return _opened(kind, owner_id=None)


def wallet_of(user: Any) -> Account:
    """The person's wallet."""
    return personal_account(user, CUSTOMER_WALLET)


def earnings_of(user: Any) -> Account:
    """What the house owes to the person who provides."""
    return personal_account(user, PROVIDER_EARNINGS)


# Asked at every posting.
OF_PERSON = CompiledModel(
    Account,
    lambda accounts: accounts.filter(
        owner_id=Given("owner_id"), kind=Given("kind"), currency=Given("currency")
    ),
)
OF_HOUSE = CompiledModel(
    Account,
    lambda accounts: accounts.filter(
        owner__isnull=True, kind=Given("kind"), currency=Given("currency")
    ),
)


def _opened(kind: str, *, owner_id: int | None) -> Account:
    known = {"kind": kind, "currency": money.currency()}
    found = OF_HOUSE.ask(**known) if owner_id is None else OF_PERSON.ask(owner_id=owner_id, **known)
    return found[0] if found else _open(owner_id=owner_id, **known)


def _open(*, kind: str, currency: str, owner_id: int | None) -> Account:
    may_overdraw = not ACCOUNT_KINDS[kind].is_personal or ACCOUNT_KINDS[kind].may_overdraw
    account, _is_new = Account.objects.get_or_create(
        owner_id=owner_id,
        kind=kind,
        currency=currency,
        defaults={"may_overdraw": may_overdraw},
    )
    return account
