"""Where customers confirm the work, its money waits for that: it moves once, or not at all.

The steps are named and not imported: they belong to an addon that may be off.
"""

from __future__ import annotations

import pytest

from addons.base.testing.people import make_person
from addons.jobs.flow import JobFlow

from .conftest import NET, TOTAL, do, earned, in_wallet, settlement

pytestmark = [pytest.mark.django_db, pytest.mark.needs("completion")]

RESERVED = (1000 - TOTAL, TOTAL)
PAID = (1000 - TOTAL, 0)
FREE = (1000, 0)


@pytest.fixture
def asked(by_wallet, ravi):
    """Ravi has finished and Alice is asked."""
    job = do(by_wallet, JobFlow.accept, ravi.user)
    job = do(job, JobFlow.start, ravi.user, code="")
    return do(job, "request_completion", ravi.user)


@pytest.fixture
def disputed(asked):
    agent = make_person("Kim", roles=("support_agent",))
    job = do(asked, "initiate_followup", agent)
    return do(job, "complete_by_support", agent, outcome="customer_disputed", notes="It drips")


def settle(job, outcome):
    manager = make_person("Max", roles=("support_manager",))
    return do(job, "settle_dispute", manager, outcome=outcome, reason="We have looked at it")


def test_until_the_yes_everything_stays_reserved(asked, alice, ravi):
    assert (in_wallet(alice), earned(ravi)) == (RESERVED, 0)
    assert settlement(asked).invoice is None


def test_a_yes_pays_and_bills_once(asked, alice, ravi):
    job = do(asked, "approve_completion", alice)
    assert (in_wallet(alice), earned(ravi)) == (PAID, NET)
    assert settlement(job).invoice.state == "paid"


def test_a_no_moves_nothing_and_the_next_yes_all_of_it(asked, alice, ravi):
    job = do(asked, "reject_completion", alice, issues="It drips")
    assert (in_wallet(alice), earned(ravi)) == (RESERVED, 0)
    job = do(job, "request_completion", ravi.user)
    do(job, "approve_completion", alice)
    assert (in_wallet(alice), earned(ravi)) == (PAID, NET)


def test_a_dispute_keeps_it_reserved(disputed, alice, ravi):
    assert disputed.state == "disputed"
    assert (in_wallet(alice), earned(ravi)) == (RESERVED, 0)


@pytest.mark.parametrize(
    ("outcome", "wallet", "earnings"), [("verified", PAID, NET), ("cancelled", FREE, 0)]
)
def test_a_settled_dispute_pays_or_frees_it(disputed, alice, ravi, outcome, wallet, earnings):
    job = settle(disputed, outcome)
    assert (in_wallet(alice), earned(ravi)) == (wallet, earnings)
    assert (settlement(job).invoice is not None) == (outcome == "verified")
