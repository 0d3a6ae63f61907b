"""A process that is killed in the middle of a job's money leaves nothing half done."""

from __future__ import annotations

import pytest

from addons.base.testing.crashes import dies_at
from addons.base.workflow import Door
from addons.job_payments.extends.jobs_job import JobMoney
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.ledger.points import GATEWAY_CLEARING

from .conftest import NET, TOTAL, do, earned, in_house, in_wallet, paid_by_card, settlement, succeed
from .test_races import assert_fits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people and jobs of the other fixtures have to be there for other processes."""


@pytest.fixture
def started(by_wallet, ravi):
    job = do(by_wallet, JobFlow.accept, ravi.user)
    return do(job, JobFlow.start, ravi.user, code="")


LEDGER = ["ledger:locked", "ledger:posted"]


@pytest.mark.parametrize("point", [*LEDGER, "job_payments:settled", "perform:after-follow-ups"])
def test_killed_while_finishing_it_is_as_before_and_finishes_again(started, alice, ravi, point):
    # By the customer, so that it counts at once, whether somebody has to confirm it or not.
    def finish():
        return do(started, JobFlow.complete, alice, via=Door.REST)

    assert dies_at(point, finish)
    assert Job.objects.get().state == "in_progress"
    assert (earned(ravi), in_wallet(alice)) == (0, (1000 - TOTAL, TOTAL))
    assert_fits()
    finish()
    assert (earned(ravi), in_wallet(alice)) == (NET, (1000 - TOTAL, 0))
    assert_fits()


@pytest.mark.parametrize("point", ["job_payments:card-paid", *LEDGER, "perform:after-follow-ups"])
def test_killed_while_the_card_pays_it_is_paid_by_the_next_word(by_card, alice, point):
    payment = settlement(by_card).payment
    assert dies_at(point, lambda: succeed(payment))
    assert Job.objects.get().is_held_back
    assert (in_wallet(alice), in_house(GATEWAY_CLEARING)) == ((0, 0), 0)
    succeed(payment)
    assert in_wallet(alice) == (0, TOTAL)
    assert Job.objects.get().offers.count() == 1
    assert_fits()


@pytest.mark.parametrize("point", ["job_payments:unwound", *LEDGER])
def test_killed_while_cancelling_the_money_goes_back_once(by_card, alice, point):
    job = paid_by_card(by_card)

    def cancel():
        return do(job, JobFlow.cancel, alice, via=Door.REST, reason="No")

    assert dies_at(point, cancel)
    assert in_wallet(alice) == (0, TOTAL)
    assert_fits()
    cancel()
    assert (in_wallet(alice), in_house(GATEWAY_CLEARING)) == ((0, 0), 0)
    assert_fits()


@pytest.mark.parametrize("point", ["job_payments:cash-taken", *LEDGER])
def test_killed_while_cash_is_recorded_it_is_recorded_once(in_cash, ravi, finish, point):
    job = finish(in_cash)

    def record():
        return do(job, JobMoney.record_cash, ravi.user, via=Door.REST)

    assert dies_at(point, record)
    assert (earned(ravi), settlement(job).due) == (0, TOTAL)
    record()
    assert (earned(ravi), settlement(job).due) == (NET, 0)
    assert_fits()
