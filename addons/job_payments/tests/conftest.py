"""The people and jobs of the jobs' tests; Alice has money, and gateways say what they are told to."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform
from addons.job_payments.models import Settlement
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import (
    accept,
    alice,
    bob,
    book,
    category,
    dora,
    make_provider,
    mira,
    omar,
    person,
    prepaid,
    ravi,
)
from addons.ledger.models import Account
from addons.ledger.points import GATEWAY_CLEARING, earnings_of, house_account, post, wallet_of
from addons.payments.flow import PaymentFlow
from addons.payments.models import Payment

__all__ = [
    "accept",
    "alice",
    "bob",
    "book",
    "category",
    "dora",
    "make_provider",
    "mira",
    "omar",
    "prepaid",
    "ravi",
]

GATEWAY = System("payments.gateway")
# What every job of the tests costs: 500.00 and 18 % tax; the house takes a fifth before tax.
TOTAL, NET, COMMISSION, TAX = Decimal(590), Decimal(400), Decimal(100), Decimal(90)


def give(person: Any, amount: Any, *, key: str = "") -> None:
    """Money in the wallet, as if it had been paid in."""
    amount = Decimal(amount)
    post(
        kind="top_up",
        key=key or f"test:{person.pk}:{amount}",
        legs=[(house_account(GATEWAY_CLEARING), -amount), (wallet_of(person), amount)],
        actor=GATEWAY,
    )


def in_wallet(person: Any) -> tuple[Decimal, Decimal]:
    """What can be spent, and what is held."""
    wallet = Account.objects.get(pk=wallet_of(person).pk)
    return wallet.available, wallet.held


def earned(provider: Any) -> Decimal:
    return Account.objects.get(pk=earnings_of(provider.user).pk).balance


def in_house(kind: str) -> Decimal:
    return Account.objects.get(pk=house_account(kind).pk).balance


def settlement(job: Job) -> Settlement:
    found: Settlement = Settlement.objects.with_money().get(job=job)
    assert found.measured().standing == found.standing
    return found


def do(job: Job, transition: Any, actor: Any, via: Door = Door.PORTAL, **data: Any) -> Job:
    return perform(job, transition, actor=actor, data=data, via=via)


def succeed(payment: Payment) -> Payment:
    data = {"reference": f"ch_{payment.pk}"}
    return perform(payment, PaymentFlow.succeed, actor=GATEWAY, data=data, via=Door.REST)


def paid_by_card(job: Job) -> Job:
    """Its card payment comes."""
    succeed(settlement(job).payment)
    return Job.objects.get(pk=job.pk)


@pytest.fixture
def fiona(db: None) -> Any:
    return person("fiona", "finance")


@pytest.fixture
def by_wallet(book: Callable[..., Job], alice: Any, ravi: Any) -> Job:
    give(alice, 1000)
    return book(ravi, payment_method="wallet")


@pytest.fixture
def by_card(book: Callable[..., Job], ravi: Any) -> Job:
    return book(ravi, payment_method="card")


@pytest.fixture
def in_cash(book: Callable[..., Job], ravi: Any) -> Job:
    return book(ravi)


@pytest.fixture
def finish(ravi: Any) -> Callable[[Job], Job]:
    """Ravi accepts and comes, and the customer says that it is done."""

    def finish(job: Job, *, by: Any = None) -> Job:
        provider = by or ravi
        if job.state == "pending":
            job = do(job, JobFlow.accept, provider.user)
        job = do(job, JobFlow.start, provider.user, code="")
        return do(job, JobFlow.complete, job.customer)

    return finish
