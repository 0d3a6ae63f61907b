"""Stripe's adapter, against a simulator of Stripe on this machine."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
import urllib.parse
import urllib.request
from datetime import timedelta
from decimal import Decimal as D
from pathlib import Path

import pytest
from django.test import Client

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform
from addons.ledger.tests.arrange import assert_sound
from addons.payments.flow import PaymentFlow
from addons.payments.gateways import stripe as adapter
from addons.payments.models import GatewayEvent, Payment, Repayment
from addons.payments.points import give_back
from addons.payments.schedules import look_after_payments, look_after_repayments
from callout import processes
from tests.ports import HOST, free_port

from .arrange import again, ask, at_gateway, in_wallet

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent
SECRET = "whsec_of_the_test"
GOOD = {"card[number]": "4242424242424242"}
# Accepted, and refused when it is charged.
BAD = {"card[number]": "4000000000000341"}
DEBIT = {"type": "sepa_debit", "sepa_debit[iban]": "DE89370400440532013000"}
BAD_DEBIT = {"type": "sepa_debit", "sepa_debit[iban]": "DE62370400440532013001"}
SYSTEM = System("test")


@pytest.fixture(scope="session")
def simulator():
    port = free_port()
    command = [sys.executable, str(HERE / "stripe_simulator.py"), str(port)]
    with processes.running({"stripe": command}):
        for _ in range(200):
            if processes.answers(HOST, port):
                break
            time.sleep(0.05)
        yield f"http://{HOST}:{port}"


@pytest.fixture(autouse=True)
def stripe(simulator, settings):
    settings.PAYMENT_GATEWAY = "stripe"
    settings.STRIPE_API_KEY = "sk_test_12345"
    settings.STRIPE_WEBHOOK_SECRET = SECRET
    settings.STRIPE_API_BASE = simulator
    yield settings
    assert_sound()


@pytest.fixture
def away(stripe):
    """Nobody answers there; what is returned brings Stripe back."""
    there = stripe.STRIPE_API_BASE
    stripe.STRIPE_API_BASE = f"http://{HOST}:{free_port()}"
    return lambda: setattr(stripe, "STRIPE_API_BASE", there)


def call(base, path, **data):
    body = urllib.parse.urlencode(data).encode()
    request = urllib.request.Request(f"{base}{path}", body, {"Authorization": "Bearer sk_test_1"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.loads(answer.read() or b"null")


def opened(payer, amount="100.00"):
    payment = ask(payer, amount)
    run_owed_effects()
    return again(payment)


def pay(settings, payment, **method):
    """The payer pays on Stripe's page; we are not told of it."""
    card = {"type": "card", "card[exp_month]": "12", "card[exp_year]": "2030", "card[cvc]": "123"}
    given = method if "type" in method else card | method
    path = f"/v1/checkout/sessions/{payment.checkout.reference}/_pay"
    return call(settings.STRIPE_API_BASE, path, **given)


def send(event, *, key=SECRET, at=None):
    at = int(time.time()) if at is None else at
    body = json.dumps(event).encode()
    digest = hmac.new(key.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    headers = {adapter.HEADER: f"t={at},v1={digest}"}
    client = Client(enforce_csrf_checks=True)
    url = "/payments/webhooks/stripe/"
    return client.post(url, body, content_type="application/json", headers=headers).status_code


def event_of(kind, thing, *, id="evt_1"):
    return {"id": id, "object": "event", "type": kind, "data": {"object": thing}}


def intent_of(payment, **changes):
    names = {"payment": payment.token}
    paid = {"id": "pi_1", "amount": 10_000, "currency": "inr", "metadata": names}
    return paid | changes


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
