"""The test gateway's buttons, and its messages in any order, repeated, forged, stale, unknown."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.test import Client

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import Event
from addons.base.workflow import Conflict, Door
from addons.base.workflow.doors import perform
from addons.ledger.tests.arrange import assert_sound
from addons.payments import trial
from addons.payments.flow import PaymentFlow
from addons.payments.gateways.embedded import HEADER, checkout_of, secret
from addons.payments.gateways.signatures import WINDOW, signed
from addons.payments.models import GatewayEvent, Payment, Repayment
from addons.payments.schedules import look_after_payments

from .arrange import again, ask, at_gateway, in_wallet, press

pytestmark = pytest.mark.django_db
WEBHOOK = "/payments/webhooks/test/"


@pytest.fixture(autouse=True)
def books_hold():
    yield
    assert_sound()


def message(payment, became="paid", **changes):
    """What the gateway would send; it is not sent."""
    told = {
        "id": "event-1",
        "became": became,
        "token": payment.token,
        "checkout": payment.checkout.reference,
        "charges": ["charge-1"],
        "amount": f"{payment.amount}",
        "currency": "INR",
    }
    return json.dumps(told | changes).encode()


def reports_of(payment):
    told = Event.objects.of(payment).filter(transition="report_other_amount")
    return list(told.order_by("sequence").values_list("arguments", flat=True))


def send(body, *, key=None, at=None, header=None):
    """The answer to the message at the address where gateways send theirs."""
    header = signed(body, secret=key or secret(), at=at) if header is None else header
    client = Client(enforce_csrf_checks=True)
    headers = {HEADER: header}
    return client.post(WEBHOOK, body, content_type="application/json", headers=headers).status_code


# --- buttons ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("button", "state", "wallet"),
    [
        ("pay", "succeeded", "100.00"),
        ("fail", "failed", "0"),
        ("cancel", "cancelled", "0"),
        ("late", "succeeded", "100.00"),
        ("again", "succeeded", "100.00"),
        ("twice", "succeeded", "100.00"),
        ("silent", "pending", "0"),
    ],
)
def test_each_button_does_what_it_says(asha, button, state, wallet):
    assert press(ask(asha), button).state == state
    assert in_wallet(asha) == D(wallet)


def test_a_button_that_is_not_offered_any_more_does_nothing(asha):
    payment = press(ask(asha), "pay")
    for name in (*trial.BUTTONS, "nonsense"):
        with pytest.raises(Conflict):
            press(payment, name)


def test_a_payment_that_failed_can_still_come_in(asha):
    assert press(press(ask(asha), "fail"), "late").state == "succeeded"


def test_what_nobody_tells_is_found_by_asking(asha):
    payment = press(ask(asha), "silent")
    look_after_payments()
    assert again(payment).state == "succeeded"
    assert in_wallet(asha) == D("100.00")


def test_the_payer_may_have_it_asked_at_once(asha):
    payment = press(ask(asha), "silent")
    perform(payment, PaymentFlow.look, actor=asha, via=Door.PORTAL)
    run_owed_effects()
    assert again(payment).state == "succeeded"


def test_what_was_paid_twice_is_kept_apart_and_given_back(asha):
    payment = press(ask(asha), "twice")
    second = Payment.objects.get(second_of=payment)
    assert (second.state, second.refunded, second.for_record) == ("refunded", D("100.00"), "")
    assert second.gateway_reference != payment.gateway_reference
    assert in_wallet(asha) == at_gateway() == D("100.00")
    run_owed_effects()
    assert Repayment.objects.get().state == "done"
    assert GatewayEvent.objects.filter(result="second").count() == 1


# --- messages --------------------------------------------------------------------------------


def test_a_message_is_heard_once(asha):
    payment = ask(asha)
    body = message(payment)
    assert [send(body) for _ in range(3)] == [200, 200, 200]
    assert in_wallet(asha) == D("100.00")
    assert GatewayEvent.objects.get().result == "applied"


def test_another_message_about_the_same_money_changes_nothing(asha):
    payment = ask(asha)
    send(message(payment))
    assert send(message(payment, id="event-2")) == 200
    assert in_wallet(asha) == D("100.00")
    assert [event.result for event in GatewayEvent.objects.order_by("pk")] == ["applied", "known"]


@pytest.mark.parametrize(
    "order", ["paid failed", "failed paid", "cancelled paid failed", "paid open"]
)
def test_in_whatever_order_they_come_the_money_counts(asha, order):
    payment = ask(asha)
    for number, became in enumerate(order.split()):
        charges = ["charge-1"] if became == "paid" else []
        assert send(message(payment, became, id=f"event-{number}", charges=charges)) == 200
    assert again(payment).state == "succeeded"
    assert in_wallet(asha) == D("100.00")


def test_a_forged_message_is_not_believed(asha):
    payment = ask(asha)
    body = message(payment)
    for header in ("", "t=1", f"t={int(time.time())},v1=", "v1=abc", "t=9e9,v1=x", "t=²,v1=x"):
        assert send(body, header=header) == 400
    assert send(body, key="another secret") == 400
    other = signed(message(payment, amount="1.00"), secret=secret())
    assert send(body, header=other) == 400
    assert again(payment).state == "pending"
    assert not GatewayEvent.objects.exists()


@pytest.mark.parametrize("off", [-WINDOW - 5, WINDOW + 5])
def test_a_message_of_another_time_is_not_believed(asha, off):
    payment = ask(asha)
    assert send(message(payment), at=int(time.time()) + off) == 400
    assert send(message(payment), at=int(time.time()) + off // 2) == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"nonsense", b"\xff\xfe", b'{"id": 1}'])
def test_a_signed_message_that_says_nothing_is_refused(asha, body):
    assert send(body) == 400


def test_a_message_about_an_unknown_payment_is_written_down(asha):
    payment = ask(asha)
    assert send(message(payment, token="unknown")) == 200
    assert GatewayEvent.objects.get().result == "unknown"
    assert again(payment).state == "pending"


@pytest.mark.parametrize("change", [{"amount": "99.00"}, {"currency": "USD"}, {"amount": "NaN"}])
def test_another_amount_than_was_asked_for_is_not_booked(asha, change):
    payment = ask(asha)
    assert send(message(payment, **change)) == 200
    assert GatewayEvent.objects.get().result == "wrong_amount"
    assert in_wallet(asha) == 0
    assert again(payment).is_in_doubt


def test_another_amount_is_reported_once_however_often_it_is_heard(asha):
    payment = ask(asha)
    for number in range(3):
        assert send(message(payment, id=f"event-{number}", amount="99.00")) == 200
    assert [event.result for event in GatewayEvent.objects.all()] == ["wrong_amount"] * 3
    assert reports_of(payment) == [{"reference": "charge-1", "said": "99.00 INR"}]
    send(message(payment, id="event-4", amount="99.00", charges=["charge-2"]))
    assert [told["reference"] for told in reports_of(payment)] == ["charge-1", "charge-2"]


def test_the_right_money_that_comes_after_another_amount_is_taken(asha):
    payment = ask(asha)
    send(message(payment, amount="99.00"))
    send(message(payment, id="event-2", charges=["charge-2"]))
    assert (again(payment).state, again(payment).is_in_doubt) == ("succeeded", False)
    assert in_wallet(asha) == D("100.00")


def test_what_finance_cancels_is_in_doubt_no_longer(asha, fay):
    payment = ask(asha)
    send(message(payment, currency="USD"))
    data = {"reason": "Your dollars went back. Please pay again in rupees."}
    perform(payment, PaymentFlow.cancel, actor=fay, data=data, via=Door.CONSOLE)
    run_owed_effects()
    assert (again(payment).state, again(payment).is_in_doubt) == ("cancelled", False)


def test_only_messages_are_taken_there(client):
    assert client.get(WEBHOOK).status_code == 405
    assert client.post("/payments/webhooks/nobody/").status_code == 404


def test_where_the_test_gateway_is_not_in_use_its_words_do_not_count(asha, settings):
    payment = ask(asha)
    settings.PAYMENT_GATEWAY = "stripe"
    assert send(message(payment)) == 404


# --- time ------------------------------------------------------------------------------------


def test_what_nobody_pays_in_time_is_cancelled_and_its_page_closed(asha):
    payment = ask(asha)
    with clock.travelled(timedelta(hours=23)):
        look_after_payments()
        assert again(payment).state == "pending"
    with clock.travelled(timedelta(hours=25)):
        look_after_payments()
        assert again(payment).state == "cancelled"
        run_owed_effects()
    assert checkout_of(payment).state == "cancelled"


def test_who_cancels_while_it_is_being_paid_has_it_in_the_wallet(asha):
    payment = press(ask(asha), "silent")
    perform(payment, PaymentFlow.cancel, actor=asha, data={}, via=Door.PORTAL)
    run_owed_effects()
    assert again(payment).state == "succeeded"
    assert in_wallet(asha) == D("100.00")


def test_payments_that_wait_are_asked_about_less_and_less_often(asha):
    payment = ask(asha)
    looks = []
    for minutes in range(120):
        with clock.travelled(timedelta(minutes=minutes, seconds=1)):
            if look_after_payments():
                looks.append(minutes)
    assert looks == [0, 1, 3, 7, 15, 31, 63]
    assert again(payment).state == "pending"
