"""A state set by hand moves no money; soon after the money follows, and `verify` says so until then."""

from __future__ import annotations

import pytest

from addons.base.workflow import Door
from addons.base.workflow.doors import override
from addons.job_payments.checks import open_holds_of_ended_jobs, unsettled_work
from addons.job_payments.schedules import settle_leftovers
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.points import confirmed_states

from .conftest import NET, TOTAL, do, earned, in_wallet, paid_by_card, settlement

pytestmark = pytest.mark.django_db


def by_hand(job, state, actor):
    return override(job, state=state, actor=actor, notes="The app was down", via=Door.CONSOLE)


def broken():
    return [*open_holds_of_ended_jobs(), *unsettled_work()]


def test_completed_by_hand_the_work_is_paid(by_wallet, ravi, dora):
    job = do(by_wallet, JobFlow.accept, ravi.user)
    by_hand(job, confirmed_states()[0], dora)
    assert len(broken()) == 2
    assert settle_leftovers() == 1
    assert settle_leftovers() == 0
    assert (earned(ravi), settlement(job).standing) == (NET, "paid")
    assert not broken()


def test_cancelled_by_hand_the_money_is_free(by_wallet, ravi, alice, dora):
    job = do(by_wallet, JobFlow.accept, ravi.user)
    by_hand(job, "cancelled", dora)
    settle_leftovers()
    assert in_wallet(alice) == (1000, 0)
    assert settlement(job).standing == "returned"
    assert not broken()


def test_cancelled_by_hand_a_cards_money_goes_back(by_card, alice, dora):
    job = by_hand(paid_by_card(by_card), "cancelled", dora)
    settle_leftovers()
    assert in_wallet(alice) == (0, 0)
    assert settlement(job).payment.refunded == TOTAL


def test_completed_by_hand_without_a_provider_the_house_keeps_it(by_wallet, dora):
    Job._plain.filter(pk=by_wallet.pk).update(provider=None)
    by_hand(Job.objects.get(), confirmed_states()[0], dora)
    settle_leftovers()
    assert settlement(by_wallet).standing == "paid"
    assert not broken()
