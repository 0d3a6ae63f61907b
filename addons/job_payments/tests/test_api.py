"""What the API says of a job's money, and to whom."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from addons.base import clock
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import booking
from addons.payments.models import Payment

from .conftest import do, give, paid_by_card, settlement

pytestmark = pytest.mark.django_db


def browser(person):
    client = Client()
    client.force_login(person)
    return client


def payment(person, job):
    answer = browser(person).get(f"/api/v1/jobs/{job.pk}/")
    assert answer.status_code == 200
    return answer.json()["payment"]


def post(person, path, data):
    return browser(person).post(
        f"/api/v1/{path}", json.dumps(data), content_type="application/json"
    )


def money(amount):
    return {"amount": amount, "currency": "INR"}


def test_a_wallet_job_says_that_its_money_is_reserved(by_wallet, alice):
    assert payment(alice, by_wallet) == {
        "state": "reserved",
        "state_label": "Reserved",
        "method": "wallet",
        "paid": money("0.00"),
        "due": money("0.00"),
        "pay_until": None,
        "pay_url": None,
        "invoice": None,
    }


def test_booking_by_card_answers_with_the_page_to_pay(alice, ravi):
    answer = post(alice, "jobs/", booking_json(ravi, "card"))
    assert answer.status_code == 201
    found = answer.json()["payment"]
    assert (found["state"], found["due"]) == ("awaited", money("590.00"))
    assert found["pay_url"] == Payment.objects.get().pay_url
    assert found["pay_until"]


def booking_json(provider, method):
    place = booking(provider, payment_method=method)
    return place | {name: float(place[name]) for name in ("latitude", "longitude")}


def test_booking_with_too_little_says_what_is_missing(alice, ravi):
    give(alice, 60)
    answer = post(alice, "jobs/", booking_json(ravi, "wallet"))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "insufficient_funds")
    assert problem["missing"] == money("530.00")


def test_booking_in_cash_what_is_paid_before_the_work_names_the_field(alice, ravi, prepaid):
    answer = post(alice, "jobs/", booking_json(ravi, "cash"))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "invalid")
    text = "This service is paid before the work. Choose: Wallet / Card."
    assert problem["errors"] == {"payment_method": [text]}
    assert post(alice, "jobs/", booking_json(ravi, "card")).status_code == 201


def test_where_to_pay_is_the_customers_to_know(by_card, alice, dora, fiona):
    assert payment(alice, by_card)["pay_url"]
    for other in (dora, fiona):
        assert payment(other, by_card)["pay_url"] is None


def test_the_invoice_is_named_to_those_who_may_read_it(by_wallet, alice, ravi, dora, fiona, finish):
    job = finish(by_wallet)
    number = settlement(job).invoice.pk
    for reader in (alice, ravi.user, fiona):
        assert payment(reader, job)["invoice"] == number
    assert payment(dora, job)["invoice"] is None


def test_cash_is_recorded_as_money_with_its_currency(in_cash, ravi, finish):
    job = finish(in_cash)
    path = f"jobs/{job.pk}/record-cash/"
    for wrong in (
        {"amount": {"amount": "100.00", "currency": "USD"}},
        {"amount": money("-1.00")},
        {"amount": money("0.00")},
        {"amount": money("1.001")},
        {"amount": money("590.01")},
        {"amount": "lots"},
        {"amount": 12.345},
        {"received_by": "me"},
    ):
        answer = post(ravi.user, path, wrong)
        assert answer.status_code == 400, wrong
        assert set(answer.json()["errors"]) == set(wrong)
    answer = post(ravi.user, path, {"amount": money("100.00")})
    assert answer.status_code == 200
    assert answer.json()["payment"]["paid"] == money("100.00")
    assert answer.json()["payment"]["due"] == money("490.00")


@pytest.mark.usefixtures("only_its_own_queries")
def test_a_page_of_jobs_asks_for_their_money_at_once(book, alice, ravi, finish):
    give(alice, 10_000)
    client = browser(alice)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            rows = client.get("/api/v1/jobs/").json()["results"]
        return len(queries), [row["payment"]["state"] for row in rows]

    def done(days):
        at = (clock.now() + timedelta(days=days)).isoformat()
        finish(book(ravi, payment_method="wallet", scheduled_at=at))

    done(1)
    one, _states = asked()
    for days in (2, 3, 4):
        done(days)
    many, states = asked()
    assert many <= one and states == ["paid"] * 4


def test_a_job_from_before_says_nothing_of_its_money(in_cash, alice):
    settlement(in_cash).delete()
    assert payment(alice, in_cash) is None


def test_the_document_says_what_there_is(client):
    schemas = client.get("/api/v1/schema/").json()["components"]["schemas"]
    assert "payment" in schemas["JobOut"]["properties"]
    assert "pay_url" in schemas["JobPayment"]["properties"]
    paths = client.get("/api/v1/schema/").json()["paths"]
    assert {"/api/v1/jobs/{id}/pay/", "/api/v1/jobs/{id}/record-cash/"} <= set(paths)


def test_after_paying_the_job_reads_as_reserved(by_card, alice):
    job = paid_by_card(by_card)
    assert payment(alice, job)["state"] == "reserved"
    do(Job.objects.get(), JobFlow.cancel, alice, reason="No")
    assert payment(alice, job)["state"] == "returned"
