"""The simulator of Stripe, and what tests do with it: pay, and send what Stripe would send."""

from __future__ import annotations

import hashlib
import hmac
import json
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from django.test import Client

from addons.base.events.effects import run_owed_effects
from addons.ledger.tests.arrange import assert_sound
from addons.payments.gateways import stripe as adapter
from callout import processes
from tests.ports import HOST, free_port

from .arrange import again, ask

HERE = Path(__file__).parent
SECRET = "whsec_of_the_test"
GOOD = {"card[number]": "4242424242424242"}
# Accepted, and refused when it is charged.
BAD = {"card[number]": "4000000000000341"}
DEBIT = {"type": "sepa_debit", "sepa_debit[iban]": "DE89370400440532013000"}
BAD_DEBIT = {"type": "sepa_debit", "sepa_debit[iban]": "DE62370400440532013001"}


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
