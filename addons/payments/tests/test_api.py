"""Paying into one's wallet and reading one's payments over REST."""

from __future__ import annotations

import json
from decimal import Decimal as D

import pytest

from addons.accounts.models import ApiToken
from addons.payments.models import Payment, PaymentPolicy

from .arrange import cash, in_wallet, paid, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(client):
    def call(person, method, path, data=None, **headers):
        token = ApiToken.objects.issue(user=person, name="test")
        given = {"Authorization": f"Bearer {token}"} | headers
        body = {} if data is None else {"data": data, "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1/{path}", headers=given, **body)

    return call


def money(amount, currency="INR"):
    return {"amount": {"amount": amount, "currency": currency}}


def test_a_top_up_is_a_payment_with_where_to_pay_it(call, client, asha):
    answer = call(asha, "post", "wallet/top-up/", money("500.00"))
    assert answer.status_code == 201
    told = answer.json()
    assert told["amount"] == {"amount": "500.00", "currency": "INR"}
    assert (told["state"], told["related"], told["payer"]["name"]) == ("pending", None, "Asha")
    page = client.get(told["pay_url"].removeprefix("http://localhost:8000"))
    assert page.status_code == 302
    assert client.post(page.url, {"press": "pay"}).status_code == 303
    read = call(asha, "get", f"payments/{told['id']}/").json()
    assert (read["state"], read["pay_url"]) == ("succeeded", None)
    assert call(asha, "get", "wallet/").json()["balance"]["amount"] == "500.00"


@pytest.mark.parametrize(
    "body",
    [
        money("-5.00"),
        money("0.00"),
        money("1.001"),
        money("NaN"),
        money("Infinity"),
        money(5.5),
        money(True),
        money(None),
        money(["500.00"]),
        money("500.00", "USD"),
        money("9.99"),
        money("50000.01"),
        money("1" * 40),
        money("500.00") | {"state": "succeeded"},
        {"amount": {"amount": "500.00"}},
        {"amount": "500.00", "payer": 1},
        {"amount": None},
        {},
        [],
    ],
)
def test_what_is_no_top_up_is_a_400(call, asha, body):
    answer = call(asha, "post", "wallet/top-up/", json.dumps(body))
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not Payment.objects.exists()


def test_the_limits_are_the_houses(call, asha):
    PaymentPolicy(smallest_top_up=D(1), largest_top_up=D(2)).save()
    assert call(asha, "post", "wallet/top-up/", money("1.00")).status_code == 201
    assert call(asha, "post", "wallet/top-up/", money("2.01")).status_code == 400


def test_the_same_key_is_the_same_payment(call, asha):
    key = {"Idempotency-Key": "one"}
    first, again = (call(asha, "post", "wallet/top-up/", money("500.00"), **key) for _ in "ab")
    assert first.json()["id"] == again.json()["id"]
    other = call(asha, "post", "wallet/top-up/", money("600.00"), **key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_mismatch")
    assert Payment.objects.count() == 1


def test_nobody_pays_in_without_signing_in(client):
    answer = client.post("/api/v1/wallet/top-up/", money("500.00"), content_type="application/json")
    assert answer.status_code == 401


def test_a_house_without_a_gateway_says_so(call, asha, settings):
    settings.PAYMENT_GATEWAY = ""
    answer = call(asha, "post", "wallet/top-up/", money("500.00"))
    assert (answer.status_code, answer.json()["code"]) == (409, "no_cards")


def test_people_read_their_own_payments_and_finance_all(call, asha, bala, fay, ravi):
    mine, others = paid(asha), cash(bala, ravi)
    listed = call(asha, "get", "payments/").json()
    assert [row["id"] for row in listed["results"]] == [mine.pk]
    assert listed["results"][0]["gateway"] is None
    assert call(asha, "get", f"payments/{others.pk}/").status_code == 404
    every = call(fay, "get", "payments/?method=card").json()["results"]
    assert [(row["id"], row["gateway"]) for row in every] == [(mine.pk, "test")]
    assert call(fay, "get", "payments/").json()["count"] == 2


def test_the_payer_cancels_over_rest_and_nobody_makes_it_succeed(call, asha, bala):
    told = call(asha, "post", "wallet/top-up/", money("500.00")).json()
    path = f"payments/{told['id']}"
    assert call(asha, "post", f"{path}/succeed/", {}).status_code == 404
    assert call(asha, "post", "payments/", {"amount": "1"}).status_code == 405
    assert call(bala, "post", f"{path}/cancel/", {}).status_code == 404
    assert call(asha, "post", f"{path}/cancel/", {}).json()["state"] == "cancelled"
    assert call(asha, "post", f"{path}/cancel/", {}).status_code == 409
    press(Payment.objects.with_people().get(), "late")
    assert in_wallet(asha) == D("500.00")
