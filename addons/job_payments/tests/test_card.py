"""Jobs that are paid by card: nobody is asked before the money is there, and late money goes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.models import Event
from addons.base.workflow import Conflict, Door, NotFound, System
from addons.base.workflow.doors import create, perform
from addons.job_payments.effects import close_the_payment_page
from addons.job_payments.extends.jobs_job import JobMoney
from addons.job_payments.schedules import cancel_unpaid
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import booking
from addons.ledger.points import GATEWAY_CLEARING
from addons.payments.flow import PaymentFlow
from addons.payments.models import Payment, Repayment

from .conftest import (
    GATEWAY,
    NET,
    TOTAL,
    do,
    earned,
    in_house,
    in_wallet,
    paid_by_card,
    settlement,
    succeed,
)

pytestmark = pytest.mark.django_db


def payment_of(job):
    return Payment.objects.get(pk=settlement(job).payment.pk)


def say_no(payment):
    data = {"reason": "The bank says no."}
    return perform(payment, PaymentFlow.fail, actor=GATEWAY, data=data, via=Door.REST)


# --- paying --------------------------------------------------------------------------------------


def test_booking_asks_for_a_payment_and_offers_the_job_to_nobody(by_card, alice):
    payment = payment_of(by_card)
    assert (payment.payer, payment.amount, payment.method) == (alice, TOTAL, "card")
    assert payment.pay_url and payment.back == by_card.get_absolute_url()
    found = settlement(by_card)
    assert (found.standing, found.due) == ("awaited", TOTAL)
    assert by_card.is_held_back and not by_card.offers.exists()


def test_once_paid_it_is_reserved_and_offered_in_one_step(by_card, alice, ravi):
    job = paid_by_card(by_card)
    assert in_wallet(alice) == (0, TOTAL)
    assert settlement(job).standing == "reserved"
    assert [offer.provider for offer in job.offers.all()] == [ravi]
    released = Event.objects.of(job).get(transition="begin_to_look")
    assert Event.objects.get(pk=released.caused_by).transition == "succeed"


def test_finishing_passes_the_cards_money_on(by_card, alice, ravi, finish):
    job = finish(paid_by_card(by_card))
    assert in_wallet(alice) == (0, 0)
    assert earned(ravi) == NET
    assert in_house(GATEWAY_CLEARING) == -TOTAL
    assert settlement(job).invoice.state == "paid"


def test_a_dispatcher_cannot_assign_what_is_not_paid(by_card, ravi, dora):
    with pytest.raises(Conflict, match="has not paid yet"):
        do(by_card, JobFlow.assign, dora, provider=ravi.pk)
    job = paid_by_card(by_card)
    assert do(job, JobFlow.assign, dora, provider=ravi.pk).state == "assigned"


def test_the_same_word_twice_is_taken_once(by_card, alice):
    payment = payment_of(by_card)
    succeed(payment)
    with pytest.raises(Conflict):
        succeed(payment)
    assert in_wallet(alice) == (0, TOTAL)


# --- it does not work ----------------------------------------------------------------------------


def test_after_a_failure_the_customer_tries_again(by_card, alice, bob):
    with pytest.raises(Conflict, match="open already"):
        do(by_card, JobMoney.pay, alice)
    first = say_no(payment_of(by_card))
    job = do(by_card, JobMoney.pay, alice)
    second = payment_of(job)
    assert second != first and second.is_under_way
    assert settlement(job).standing == "awaited"
    assert paid_by_card(job).offers.count() == 1


def test_of_two_tries_that_both_come_the_second_goes_back(by_card, alice):
    first = say_no(payment_of(by_card))
    job = do(by_card, JobMoney.pay, alice)
    succeed(payment_of(job))
    late = succeed(first)
    assert (late.state, late.refunded) == ("refunded", TOTAL)
    assert in_wallet(alice) == (0, TOTAL)
    assert in_house(GATEWAY_CLEARING) == -TOTAL


def test_the_first_try_that_comes_late_counts_if_it_is_still_waited_for(by_card, alice):
    first = say_no(payment_of(by_card))
    job = do(by_card, JobMoney.pay, alice)
    second = payment_of(job)
    succeed(first)
    job.refresh_from_db()
    assert not job.is_held_back and payment_of(job) == first
    assert succeed(second).state == "refunded"


def test_what_is_not_paid_in_time_is_cancelled_with_its_reason(by_card, alice):
    with clock.travelled(timedelta(minutes=29)):
        assert cancel_unpaid() == 0
    with clock.travelled(timedelta(minutes=31)):
        assert cancel_unpaid() == 1
        assert cancel_unpaid() == 0
    by_card.refresh_from_db()
    event = Event.objects.of(by_card).get(transition="cancel")
    assert (by_card.state, event.reason) == ("cancelled", "It was not paid in time.")
    assert settlement(by_card).standing == "nothing"


def test_the_reason_is_written_in_the_customers_language(by_card, alice):
    alice.language = "hi"
    alice.save()
    with clock.travelled(timedelta(minutes=31)):
        cancel_unpaid()
    assert "समय" in Event.objects.of(by_card).get(transition="cancel").reason


def test_nobody_has_time_to_pay_beyond_the_start(book, ravi):
    at = (clock.now() + timedelta(minutes=16)).replace(second=0, microsecond=0)
    job = book(ravi, payment_method="card", scheduled_at=at.isoformat())
    assert settlement(job).pay_until == job.scheduled_at


def test_money_after_the_cancelling_goes_back_to_the_card_at_once(by_card, alice):
    do(by_card, JobFlow.cancel, alice, reason="Not needed")
    payment = succeed(payment_of(by_card))
    assert (payment.state, payment.refunded) == ("refunded", TOTAL)
    assert in_wallet(alice) == (0, 0)
    assert in_house(GATEWAY_CLEARING) == 0
    assert Repayment.objects.get(payment=payment).amount == TOTAL


def test_money_after_the_start_time_goes_back_and_the_job_is_cancelled(book, alice, ravi):
    at = (clock.now() + timedelta(minutes=20)).isoformat()
    job = book(ravi, payment_method="card", scheduled_at=at)
    with clock.travelled(timedelta(minutes=25)):
        assert succeed(payment_of(job)).state == "refunded"
        assert cancel_unpaid() == 1
    assert in_wallet(alice) == (0, 0)


def test_cancelling_closes_the_page_to_pay(by_card, alice):
    job = do(by_card, JobFlow.cancel, alice, reason="Not needed")
    event = Event.objects.of(job).get(transition="cancel")
    for _again in range(2):
        close_the_payment_page(event)
    assert payment_of(job).state == "cancelled"


def test_closing_the_page_of_what_was_paid_meanwhile_changes_nothing(by_card, alice):
    job = do(by_card, JobFlow.cancel, alice, reason="Not needed")
    succeed(payment_of(job))
    close_the_payment_page(Event.objects.of(job).get(transition="cancel"))
    assert payment_of(job).state == "refunded"


# --- cancelling what is paid ---------------------------------------------------------------------


def test_cancelling_sends_all_of_it_back_to_the_card(by_card, alice):
    job = do(paid_by_card(by_card), JobFlow.cancel, alice, reason="Not needed")
    payment = payment_of(job)
    assert (payment.state, payment.refunded) == ("refunded", TOTAL)
    assert in_wallet(alice) == (0, 0)
    assert in_house(GATEWAY_CLEARING) == 0
    assert settlement(job).standing == "returned"


# --- what the system books ahead -----------------------------------------------------------------


def test_a_booking_made_ahead_has_until_a_day_before(alice, ravi):
    at = clock.now() + timedelta(days=7)
    data = booking(ravi, customer=alice.pk, payment_method="card", scheduled_at=at.isoformat())
    job = create(Job, actor=System("recurring.rhythm"), data=data, via=Door.FOLLOW_UP)
    assert settlement(job).pay_until == job.scheduled_at - timedelta(hours=24)


# --- wrong input ---------------------------------------------------------------------------------


def test_only_its_customer_pays(by_card, bob, ravi):
    say_no(payment_of(by_card))
    for other in (bob, ravi.user):
        with pytest.raises(NotFound):
            do(by_card, JobMoney.pay, other)


def test_a_sweep_that_comes_too_late_leaves_what_is_paid(by_card):
    with clock.travelled(timedelta(minutes=31)):
        paid_by_card(by_card)
        assert cancel_unpaid() == 0
    by_card.refresh_from_db()
    assert by_card.state == "pending" and by_card.offers.count() == 1
