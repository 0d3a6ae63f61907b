"""Giving back by Stripe, and Stripe being away."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.workflow import Door, System
from addons.payments.gateways import stripe as adapter
from addons.payments.models import Repayment
from addons.payments.points import give_back
from addons.payments.schedules import look_after_payments, look_after_repayments
from tests.ports import HOST, free_port

from .arrange import again, ask, in_wallet
from .stripe_house import (
    GOOD,
    away,
    event_of,
    intent_of,
    opened,
    pay,
    send,
    stripe,
)

__all__ = ["away", "stripe"]

pytestmark = pytest.mark.django_db
SYSTEM = System("test")

# --- giving back -----------------------------------------------------------------------------


@pytest.fixture
def paid(asha, stripe):
    payment = opened(asha)
    pay(stripe, payment, **GOOD)
    with clock.travelled(timedelta(minutes=2)):
        look_after_payments()
    return again(payment)


def back(payment, amount="30.00", *, key="back:1"):
    return give_back(payment, D(amount), key=key, reason="No", actor=SYSTEM, via=Door.CONSOLE)


def test_money_goes_back_in_parts(paid, asha):
    back(back(paid), "70.00", key="back:2")
    run_owed_effects()
    states = Repayment.objects.values_list("state", "gateway_reference")
    assert {state for state, _ref in states} == {"done"}
    assert len({ref for _state, ref in states}) == 2
    assert in_wallet(asha) == 0


def test_what_it_refuses_in_the_end_is_in_the_wallet_again(asha):
    payment = opened(asha)
    # It knows of no such money.
    send(event_of("payment_intent.succeeded", intent_of(payment)))
    back(again(payment))
    run_owed_effects()
    assert Repayment.objects.get().state == "refused"
    assert again(payment).state == "succeeded"
    assert in_wallet(asha) == D("100.00")


def test_a_bank_that_sends_it_back_later_is_heard(paid, asha):
    back(paid)
    run_owed_effects()
    repayment = Repayment.objects.get()
    names = {"payment": paid.token, "repayment": str(repayment.pk)}
    refund = {"id": repayment.gateway_reference, "status": "failed", "metadata": names}
    refund["failure_reason"] = "lost_or_stolen_card"
    assert send(event_of("refund.failed", refund)) == 200
    assert send(event_of("refund.failed", refund, id="evt_2")) == 200
    repayment.refresh_from_db()
    assert repayment.state == "refused"
    assert in_wallet(asha) == D("100.00")


# --- nobody there ----------------------------------------------------------------------------


def test_an_hour_without_it_loses_nothing(asha, away, client):
    payment = ask(asha)
    run_owed_effects()
    page = client.get(f"/pay/{payment.token}/")
    assert page.status_code == 503
    assert b"Try again in a few minutes" in page.content
    for minutes in range(0, 60, 5):
        with clock.travelled(timedelta(minutes=minutes)):
            look_after_payments()
    assert again(payment).state == "created"
    away()
    with clock.travelled(timedelta(minutes=125)):
        look_after_payments()
    payment = again(payment)
    assert (payment.state, payment.checkout.trouble) == ("pending", "")


def test_a_page_that_was_opened_without_our_knowing_is_opened_once(asha, stripe, monkeypatch):
    payment = ask(asha)
    first = adapter.StripeGateway().begin(payment, key=f"{payment.token}:begin")
    run_owed_effects()
    assert again(payment).checkout.reference == first.reference


def test_money_goes_back_when_it_is_there_again_and_once(paid, asha, stripe):
    there = stripe.STRIPE_API_BASE
    stripe.STRIPE_API_BASE = f"http://{HOST}:{free_port()}"
    back(paid)
    run_owed_effects()
    assert Repayment.objects.get().state == "asked"
    assert in_wallet(asha) == D("70.00")
    stripe.STRIPE_API_BASE = there
    # It was done before, and its answer never reached us.
    repayment = Repayment.objects.with_people().get()
    key = f"{paid.token}:back:{repayment.pk}"
    first = adapter.StripeGateway().repay(repayment, key=key)
    with clock.travelled(timedelta(minutes=10)):
        look_after_repayments()
    repayment.refresh_from_db()
    assert (repayment.state, repayment.gateway_reference) == ("done", first.reference)


@pytest.mark.parametrize(
    ("currency", "amount", "units"),
    [("INR", "5.50", 550), ("JPY", "550", 550), ("KWD", "5.500", 5500), ("ISK", "55", 5500)],
)
def test_amounts_are_counted_as_it_counts(settings, currency, amount, units):
    settings.CURRENCY = currency
    assert adapter.to_units(D(amount)) == units
    assert adapter.from_units(units, currency.lower()) == D(amount)
