"""Many at once around the money of jobs: it is taken once, and nobody spends what is not there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.testing.races import at_once
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import create, perform
from addons.job_payments.checks import (
    kept_figures,
    money_of_no_settlement,
    open_holds_of_ended_jobs,
    unsettled_work,
)
from addons.job_payments.extends.jobs_job import JobMoney
from addons.job_payments.schedules import cancel_unpaid
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import booking
from addons.ledger.checking import Count, breaks
from addons.ledger.points import COMMISSION_INCOME, GATEWAY_CLEARING, TAX_PAYABLE
from addons.payments.flow import PaymentFlow
from addons.payments.models import Payment

from .conftest import (
    COMMISSION,
    GATEWAY,
    NET,
    TAX,
    TOTAL,
    do,
    earned,
    give,
    in_house,
    in_wallet,
    paid_by_card,
    settlement,
)

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people and jobs of the other fixtures have to be there for other connections."""


def won_and_lost(answers):
    lost = [answer for answer in answers if isinstance(answer, DoorError)]
    won = [answer for answer in answers if not isinstance(answer, Exception)]
    assert len(won) + len(lost) == len(answers), answers
    return won, lost


def assert_fits():
    """All that is promised of jobs and their money holds."""
    wrong = [
        *open_holds_of_ended_jobs(),
        *unsettled_work(),
        *kept_figures(),
        *money_of_no_settlement(),
        *breaks(Count()),
    ]
    assert not wrong, wrong


@pytest.mark.parametrize("number", range(3))
def test_of_three_bookings_at_once_from_money_for_two_two_are_booked(alice, ravi, number):
    give(alice, 2 * TOTAL)

    def book(number):
        at = (clock.now() + timedelta(days=1 + number)).isoformat()
        data = booking(ravi, payment_method="wallet", scheduled_at=at)
        return create(Job, actor=alice, data=data, via=Door.REST)

    won, lost = won_and_lost(at_once(3, book))
    assert (len(won), [error.code for error in lost]) == (2, ["insufficient_funds"])
    assert in_wallet(alice) == (0, 2 * TOTAL)
    assert Job.objects.count() == 2
    assert_fits()


def test_of_many_finishes_one_takes_the_money(by_wallet, alice, ravi, dora):
    job = do(by_wallet, JobFlow.accept, ravi.user)
    job = do(job, JobFlow.start, ravi.user, code="")
    # The customer's word counts by itself, whether or not others' have to be confirmed.
    doors = (Door.PORTAL, Door.REST, Door.WEBSOCKET)
    answers = at_once(CROWD, lambda n: do(job, JobFlow.complete, alice, via=doors[n % 3]))
    won, lost = won_and_lost(answers)
    assert (len(won), {error.code for error in lost}) == (1, {"wrong_state"})
    assert (earned(ravi), in_wallet(alice)) == (NET, (1000 - TOTAL, 0))
    assert (in_house(COMMISSION_INCOME), in_house(TAX_PAYABLE)) == (COMMISSION, TAX)
    assert_fits()


def test_finishes_and_cancellations_at_once_end_in_one_of_both(by_wallet, alice, ravi, dora):
    job = do(by_wallet, JobFlow.accept, ravi.user)
    job = do(job, JobFlow.start, ravi.user, code="")

    def act(number):
        if number % 2:
            return do(job, JobFlow.complete, alice, via=Door.REST)
        return do(job, JobFlow.cancel, dora, via=Door.CONSOLE, reason="No")

    won, _lost = won_and_lost(at_once(CROWD, act))
    assert len(won) == 1
    if won[0].is_confirmed:
        assert (earned(ravi), in_wallet(alice)) == (NET, (1000 - TOTAL, 0))
    else:
        assert (earned(ravi), in_wallet(alice)) == (0, (1000, 0))
    assert_fits()


@pytest.mark.parametrize("number", range(3))
def test_a_card_payment_and_a_cancellation_at_once_lose_no_money(by_card, alice, ravi, number):
    payment = settlement(by_card).payment

    def act(number):
        if number % 2:
            return do(by_card, JobFlow.cancel, alice, via=Door.REST, reason="No")
        data = {"reference": "ch_1"}
        return perform(payment, PaymentFlow.succeed, actor=GATEWAY, data=data, via=Door.REST)

    won_and_lost(at_once(8, act))
    by_card.refresh_from_db()
    assert by_card.state == "cancelled"
    assert Payment.objects.get().state == "refunded"
    assert (in_wallet(alice), in_house(GATEWAY_CLEARING)) == ((0, 0), 0)
    assert_fits()


@pytest.mark.parametrize("number", range(3))
def test_a_card_payment_in_the_moment_of_the_deadline_is_taken_or_goes_back(by_card, alice, number):
    payment = settlement(by_card).payment
    with clock.travelled(timedelta(minutes=31)):
        now = clock.now()

        def act(number):
            with clock.at(now):
                if number % 2:
                    return cancel_unpaid()
                data = {"reference": "ch_1"}
                return perform(
                    payment, PaymentFlow.succeed, actor=GATEWAY, data=data, via=Door.REST
                )

        won_and_lost(at_once(8, act))
    by_card.refresh_from_db()
    if by_card.state == "cancelled":
        assert (in_wallet(alice), in_house(GATEWAY_CLEARING)) == ((0, 0), 0)
    else:
        assert not by_card.is_held_back
        assert in_wallet(alice) == (0, TOTAL)
    assert_fits()


def test_of_many_cancellations_of_a_paid_card_one_sends_it_back(by_card, alice, dora):
    job = paid_by_card(by_card)
    actors = (alice, dora)
    answers = at_once(
        CROWD, lambda n: do(job, JobFlow.cancel, actors[n % 2], via=Door.REST, reason="No")
    )
    won, lost = won_and_lost(answers)
    assert (len(won), {error.code for error in lost}) == (1, {"wrong_state"})
    assert (in_wallet(alice), in_house(GATEWAY_CLEARING)) == ((0, 0), 0)
    assert_fits()


def test_of_many_who_record_all_of_the_cash_one_does(in_cash, ravi, dora, finish):
    job = finish(in_cash)
    actors = (ravi.user, dora)
    answers = at_once(CROWD, lambda n: do(job, JobMoney.record_cash, actors[n % 2], via=Door.REST))
    won, lost = won_and_lost(answers)
    assert (len(won), {error.code for error in lost}) == (1, {"nothing_due"})
    assert (earned(ravi), Payment.objects.count()) == (NET, 1)
    assert_fits()
