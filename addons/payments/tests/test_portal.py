"""The wallet's page, paying in, and coming back; all of it without scripts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.workflow import Door
from addons.ledger.points import hold, wallet_of
from addons.payments.gateways.protocol import Became, Said
from addons.payments.models import Payment
from addons.payments.points import top_up_url
from addons.payments.settle import settle

from .arrange import ask, in_wallet, paid, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(client, asha):
    client.force_login(asha)
    return client


def text_of(page):
    return " ".join(page.content.decode().split())


def test_who_is_not_signed_in_signs_in_first(client):
    assert client.get("/wallet/").status_code == 302


def test_the_wallet_says_what_is_in_it_what_is_held_and_what_came(site, asha):
    payment = paid(asha)
    hold(wallet_of(asha), D("40.00"), key="for-it", for_record=payment)
    page = text_of(site.get("/wallet/"))
    for words in ("₹60.00", "₹40.00", "₹100.00", str(payment), payment.get_absolute_url()):
        assert words in page


def test_an_empty_wallet_says_so(site):
    assert "Nothing has moved yet" in text_of(site.get("/wallet/"))


def test_paying_in_leads_to_the_gateway_and_back_to_what_one_was_doing(site, asha):
    page = site.get(top_up_url(missing=D("40.00"), back="/book/"))
    assert 'value="40.00"' in text_of(page)
    assert "more to go on" in text_of(page)
    sent = {"amount": "40.00", "next": "/book/", "idempotency_key": "k"}
    answer = site.post("/wallet/", sent)
    assert answer.status_code == 303
    at_gateway = site.get(answer.url)
    assert "no money moves" in text_of(site.get(at_gateway.url))
    result = site.post(at_gateway.url, {"press": "pay"}, follow=True)
    assert "₹40.00 has arrived" in text_of(result)
    assert 'href="/book/"' in text_of(result)
    assert in_wallet(asha) == D("40.00")


def test_the_same_form_sent_twice_is_one_payment(site):
    sent = {"amount": "40.00", "next": "", "idempotency_key": "k"}
    assert site.post("/wallet/", sent).url == site.post("/wallet/", sent).url
    # Gone back, and another amount.
    assert site.post("/wallet/", sent | {"amount": "50.00"}).status_code == 303
    assert Payment.objects.count() == 2


@pytest.mark.parametrize("amount", ["-5.00", "0", "1.001", "NaN", "9.99", "50000.01", "", "ten"])
def test_what_is_no_amount_is_said_at_the_field(site, amount):
    page = site.post("/wallet/", {"amount": amount, "next": ""})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in text_of(page)
    assert not Payment.objects.exists()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "book/"],
)
def test_nobody_is_sent_to_another_site_afterwards(site, elsewhere):
    page = site.get("/wallet/", {"next": elsewhere, "need": "5"})
    assert page.context["form"].initial["next"] == page.context["back"] == ""
    site.post("/wallet/", {"amount": "40.00", "next": elsewhere})
    assert Payment.objects.get().back == ""


@pytest.mark.parametrize("need", ["NaN", "-5", "abc", "1e9999", "Infinity", "", "0"])
def test_a_need_that_is_none_is_passed_over(site, need):
    page = site.get("/wallet/", {"need": need})
    assert page.status_code == 200
    assert "more to go on" not in text_of(page)


def test_a_small_need_becomes_the_smallest_top_up(site):
    assert 'value="10.00"' in text_of(site.get("/wallet/?need=0.50"))


def test_a_payment_that_waits_says_so_and_what_can_be_done(site, asha):
    payment = ask(asha)
    page = text_of(site.get(payment.get_absolute_url()))
    for words in ("Waiting for ₹100.00", "Go on paying", "Check now", "Cancel the payment"):
        assert words in page
    assert 'http-equiv="refresh"' in page


def test_who_is_not_signed_in_may_pay_and_sees_what_became_of_it(client, asha):
    payment = ask(asha)
    result = client.post(f"/pay/test/{payment.token}/", {"press": "pay"}, follow=True)
    assert "₹100.00 has arrived" in text_of(result)
    assert "Asha" not in text_of(result)
    assert client.get(payment.get_absolute_url()).status_code == 302
    assert client.get("/pay/unknown/").status_code == 404


def test_a_failed_top_up_offers_another_try(site, asha):
    payment = press(ask(asha, back="/book/"), "fail")
    page = text_of(site.get(payment.get_absolute_url()))
    assert "The bank did not accept it." in page
    assert "need=100.00&amp;next=%2Fbook%2F" in page


def test_a_gateway_that_was_asked_and_is_silent_is_explained(client, asha, settings):
    settings.PAYMENT_GATEWAY = "stripe"
    payment = ask(asha)
    assert client.get(f"/pay/{payment.token}/").status_code == 200
    with clock.travelled(timedelta(minutes=1)):
        page = client.get(f"/pay/{payment.token}/")
    assert page.status_code == 503
    assert "Nothing has been charged. Try again in a few minutes." in text_of(page)


def test_the_test_page_is_there_only_where_the_test_gateway_is(client, asha, settings):
    payment = ask(asha)
    settings.PAYMENT_GATEWAY = "stripe"
    assert client.get(f"/pay/test/{payment.token}/").status_code == 404


def test_a_button_pressed_again_is_refused(client, asha):
    payment = ask(asha)
    address = f"/pay/test/{payment.token}/"
    client.post(address, {"press": "pay"})
    assert client.post(address, {"press": "pay"}).status_code == 409


def test_others_do_not_see_my_payment(client, asha, bala):
    payment = ask(asha)
    client.force_login(bala)
    assert client.get(payment.get_absolute_url()).status_code == 404


def test_who_paid_another_amount_is_told_not_to_pay_again(site, asha):
    payment = ask(asha)
    said = Said(became=Became.PAID, charges=("charge-1",), amount=D("99.00"), currency="INR")
    settle(payment, said, via=Door.AUTOMATION)
    page = text_of(site.get(payment.get_absolute_url()))
    assert "Do not pay again" in page
    assert "Go on paying" not in page
    assert site.get(f"/pay/{payment.token}/").url == f"/pay/{payment.token}/result/"
