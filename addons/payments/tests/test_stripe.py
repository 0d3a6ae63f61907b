"""Paying at Stripe, and being told by it, against a simulator on this machine."""

from __future__ import annotations

import time
import urllib.error
from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.payments.flow import PaymentFlow
from addons.payments.models import GatewayEvent, Payment, Repayment
from addons.payments.schedules import look_after_payments

from .arrange import again, ask, at_gateway, in_wallet
from .stripe_house import (
    BAD,
    BAD_DEBIT,
    DEBIT,
    GOOD,
    SECRET,
    away,
    call,
    event_of,
    intent_of,
    opened,
    pay,
    send,
    stripe,
)

__all__ = ["away", "stripe"]

pytestmark = pytest.mark.django_db

# --- paying ----------------------------------------------------------------------------------


def test_its_page_is_opened_after_the_commit(asha):
    payment = ask(asha)
    assert payment.state == "created"
    run_owed_effects()
    payment = again(payment)
    assert payment.state == "pending"
    assert payment.checkout.address.startswith("https://checkout.example.com/cs_")


def test_what_was_paid_there_is_found_by_asking(asha, stripe):
    payment = opened(asha)
    intent = pay(stripe, payment, **GOOD)["payment_intent"]
    with clock.travelled(timedelta(minutes=2)):
        look_after_payments()
    payment = again(payment)
    assert (payment.state, payment.gateway_reference) == ("succeeded", intent)
    assert in_wallet(asha) == D("100.00")


def test_a_card_that_is_refused_leaves_the_page_open_for_another(asha, stripe):
    payment = opened(asha)
    pay(stripe, payment, **BAD)
    failed = intent_of(payment, last_payment_error={"message": "Your card was declined."})
    assert send(event_of("payment_intent.payment_failed", failed)) == 200
    assert again(payment).state == "pending"
    assert GatewayEvent.objects.get().said == "Your card was declined."
    pay(stripe, payment, **GOOD)
    with clock.travelled(timedelta(minutes=2)):
        look_after_payments()
    assert again(payment).state == "succeeded"


@pytest.mark.parametrize(("method", "state"), [(DEBIT, "succeeded"), (BAD_DEBIT, "failed")])
def test_what_the_bank_decides_later_is_known_later(asha, stripe, method, state):
    payment = opened(asha)
    assert pay(stripe, payment, **method)["status"] == "complete"
    for minutes in range(1, 40):
        with clock.travelled(timedelta(minutes=minutes)):
            look_after_payments()
        if again(payment).state != "pending":
            break
        time.sleep(0.1)  # the bank of the simulator takes half a second
    # Localstripe's session does not hear of its intent's success, so the event says it.
    if state == "succeeded":
        assert send(event_of("payment_intent.succeeded", intent_of(payment))) == 200
    assert again(payment).state == state


def test_what_it_does_not_take_fails_and_says_so(asha):
    payment = opened(asha, "1000000.00")
    assert payment.state == "failed"


def test_what_nobody_pays_in_time_is_closed_there_too(asha, stripe):
    payment = opened(asha)
    with clock.travelled(timedelta(hours=25)):
        look_after_payments()
        run_owed_effects()
    assert again(payment).state == "cancelled"
    with pytest.raises(urllib.error.HTTPError):
        pay(stripe, payment, **GOOD)


def test_who_cancels_while_it_is_being_paid_has_it_in_the_wallet(asha, stripe):
    payment = opened(asha)
    pay(stripe, payment, **GOOD)
    perform(payment, PaymentFlow.cancel, actor=asha, data={}, via=Door.PORTAL)
    run_owed_effects()
    assert again(payment).state == "succeeded"


# --- being told ------------------------------------------------------------------------------


def test_it_tells_us_by_itself_what_was_paid(asha, stripe, live_server, transactional_db):
    payment = opened(asha)
    hook = f"{live_server.url}/payments/webhooks/stripe/"
    call(stripe.STRIPE_API_BASE, "/_config/webhooks/ours", url=hook, secret=SECRET)
    pay(stripe, payment, **GOOD)
    # It may also send what earlier tests did with it.
    ours = GatewayEvent.objects.filter(payment=payment)
    for _ in range(100):
        if ours.count() == 2:
            break
        time.sleep(0.1)
    # Keep it from calling a server that is gone.
    call(
        stripe.STRIPE_API_BASE,
        "/_config/webhooks/ours",
        url=hook,
        secret="x",
        **{"events[0]": "no"},
    )
    assert again(payment).state == "succeeded"
    assert in_wallet(asha) == D("100.00")
    kinds = {"payment_intent.succeeded", "checkout.session.completed"}
    assert set(ours.values_list("kind", flat=True)) == kinds
    assert set(ours.values_list("result", flat=True)) == {"applied", "known"}


def test_an_event_is_heard_once_and_another_about_the_same_money_changes_nothing(asha):
    payment = opened(asha)
    event = event_of("payment_intent.succeeded", intent_of(payment))
    assert [send(event) for _ in range(3)] == [200] * 3
    assert send(event | {"id": "evt_2"}) == 200
    assert in_wallet(asha) == D("100.00")
    assert GatewayEvent.objects.count() == 2


def test_the_word_of_success_may_come_before_we_know_the_page(asha):
    payment = ask(asha)
    assert send(event_of("payment_intent.succeeded", intent_of(payment))) == 200
    assert again(payment).state == "succeeded"
    run_owed_effects()
    assert again(payment).state == "succeeded"
    assert in_wallet(asha) == D("100.00")


def test_an_expired_page_cancels_and_money_after_it_is_taken(asha):
    payment = opened(asha)
    names = {"payment": payment.token}
    session = {"id": "cs_1", "metadata": names, "status": "expired", "payment_status": "unpaid"}
    assert send(event_of("checkout.session.expired", session | {"payment_intent": None})) == 200
    assert again(payment).state == "cancelled"
    assert send(event_of("payment_intent.succeeded", intent_of(payment), id="evt_2")) == 200
    assert again(payment).state == "succeeded"


def test_a_second_charge_is_kept_apart_and_given_back(asha, stripe):
    payment = opened(asha)
    intent = pay(stripe, payment, **GOOD)["payment_intent"]
    first = intent_of(payment, id="pi_of_another_tab")
    send(event_of("payment_intent.succeeded", first))
    send(event_of("payment_intent.succeeded", intent_of(payment, id=intent), id="evt_2"))
    assert Payment.objects.get(second_of=payment).gateway_reference == intent
    assert in_wallet(asha) == at_gateway() == D("100.00")
    run_owed_effects()
    assert Repayment.objects.get().state == "done"


@pytest.mark.parametrize(
    "forgery", [{"key": "whsec_other"}, {"at": 1}, {"at": int(time.time()) - 400}]
)
def test_what_is_forged_or_stale_is_not_believed(asha, forgery):
    payment = opened(asha)
    event = event_of("payment_intent.succeeded", intent_of(payment))
    assert send(event, **forgery) == 400
    assert again(payment).state == "pending"
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize(
    "event",
    [
        event_of("payment_intent.succeeded", {"id": "pi_1", "amount": 1, "currency": "inr"}),
        event_of("customer.created", {"id": "cus_1", "metadata": {"payment": "x"}}),
    ],
)
def test_what_is_not_ours_is_passed_over(event):
    assert send(event) == 200
    assert not GatewayEvent.objects.exists()


def test_what_names_no_payment_of_ours_is_written_down(asha):
    thing = intent_of(opened(asha), metadata={"payment": "unknown"})
    assert send(event_of("payment_intent.succeeded", thing)) == 200
    assert GatewayEvent.objects.get().result == "unknown"


@pytest.mark.parametrize("event", [{}, [], {"id": "evt_1"}, event_of("refund.updated", {})])
def test_what_says_nothing_is_not_a_failure_of_ours(event):
    assert send(event) in {200, 400}


def test_another_amount_is_not_booked(asha):
    payment = opened(asha)
    send(event_of("payment_intent.succeeded", intent_of(payment, amount=1)))
    assert GatewayEvent.objects.get().result == "wrong_amount"
    assert in_wallet(asha) == 0
