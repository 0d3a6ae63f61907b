"""What each provider could be paid: their earnings at a moment, less what is set aside and owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Sum

from addons.base import money
from addons.base.policies import policy
from addons.ledger.models import Account, Posting
from addons.ledger.points import PROVIDER_EARNINGS
from addons.payments.points import CASH_IN_HAND

from .policies import PayoutsPolicy
from .states import IN_USE, Outcome, Why

if TYPE_CHECKING:
    from addons.providers.models import Provider

    from .models import BankAccount


@dataclass(frozen=True)
class Share:
    """A line before its run has a key: the fields are the line's."""

    provider: Provider
    user: Any
    earned: Decimal
    netted: Decimal
    amount: Decimal
    outcome: Outcome
    why: str
    bank_account: BankAccount | None
    bank_version: int


def reckon(period_end: datetime, *, users: Iterable[int] | None = None) -> list[Share]:
    """A share for each provider who has earned something by then, in the order of people."""
    accounts = Account.objects.filter(
        kind=PROVIDER_EARNINGS,
        currency=money.currency(),
        balance__gt=Decimal(0),
        owner__provider__isnull=False,
    )
    if users is not None:
        accounts = accounts.filter(owner__in=list(users))
    found = list(accounts.select_related("owner__provider").order_by("owner"))
    owners = [account.owner_id for account in found]
    facts = Facts(
        later=moved_since(period_end, PROVIDER_EARNINGS),
        debts=debts_of(owners, at=period_end),
        banks=bank_accounts(),
        minimum=policy(PayoutsPolicy).minimum,
    )
    return list(shares(found, facts))


@dataclass(frozen=True)
class Facts:
    """What is known of all of them, by account or person."""

    later: dict[int, Decimal]
    debts: dict[int, Decimal]
    banks: dict[int, Any]
    minimum: Decimal


def shares(accounts: Iterable[Account], facts: Facts) -> Iterator[Share]:
    for account in accounts:
        at_the_end = account.balance - facts.later.get(account.pk, Decimal(0))
        if at_the_end <= 0:
            continue
        # What went off since counts against it; what came since waits for the next run.
        free = min(at_the_end - account.held, account.available)
        owner: Any = account.owner
        provider = owner.provider
        bank = facts.banks.get(provider.pk)
        debt = facts.debts.get(owner.pk, Decimal(0))
        why = why_not(free, debt, bank, facts.minimum)
        yield Share(
            provider=provider,
            user=owner,
            earned=free,
            netted=debt,
            amount=free - debt,
            outcome=Outcome.LEFT_OUT if why else Outcome.DUE,
            why=why,
            bank_account=bank,
            bank_version=bank.version if bank else 0,
        )


def why_not(free: Decimal, debt: Decimal, bank: Any, minimum: Decimal) -> str:
    if free <= 0:
        return Why.ELSEWHERE
    if free - debt <= 0:
        return Why.CASH_IN_HAND
    if free - debt < minimum:
        return Why.BELOW_MINIMUM
    return "" if bank else Why.NO_BANK_ACCOUNT


def moved_since(moment: datetime, kind: str) -> dict[int, Decimal]:
    """What came to accounts of the kind after that, less what went, by account."""
    late = Posting.objects.filter(account__kind=kind, transfer__at__gte=moment)
    sums = late.order_by().values_list("account").annotate(total=Sum("amount"))
    return dict(sums)


def debts_of(users: Iterable[int], *, at: datetime) -> dict[int, Decimal]:
    """The house's cash that they held then and still hold, less what a run under way nets."""
    cash = Account.objects.filter(
        kind=CASH_IN_HAND, currency=money.currency(), owner__in=users, balance__lt=Decimal(0)
    )
    later = moved_since(at, CASH_IN_HAND)
    debts = {
        account.owner_id: min(-account.balance, later.get(account.pk, Decimal(0)) - account.balance)
        for account in cash
    }
    lines = apps.get_model("payouts.PayoutLine").objects
    under_way = lines.held().filter(user__in=list(debts)).order_by()
    for user, netted in under_way.values_list("user").annotate(total=Sum("netted")):
        debts[user] -= netted
    return {user: debt for user, debt in debts.items() if debt > 0}


def bank_accounts() -> dict[int, Any]:
    """Those in use, by provider."""
    accounts = apps.get_model("payouts.BankAccount").objects.filter(state=IN_USE.key)
    return {account.provider_id: account for account in accounts}
