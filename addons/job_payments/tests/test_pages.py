"""The money of a job on its pages: booking with what is missing, paying, both sides, the console."""

from __future__ import annotations

import html
from decimal import Decimal

import pytest
from django.test import Client

from addons.accounts.models import Address
from addons.base.live.topics import grants
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.billing.flow import InvoiceFlow
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import person
from addons.payments.flow import PaymentFlow
from addons.payments.models import Payment

from .conftest import GATEWAY, TOTAL, do, give, in_wallet, paid_by_card, settlement, succeed

pytestmark = pytest.mark.django_db

BOOK = "/book/leak-repair/"
CONFIRM = f"{BOOK}confirm/"


def browser(someone):
    client = Client()
    client.force_login(someone)
    return client


def text_of(answer):
    return html.unescape(answer.content.decode())


@pytest.fixture
def pages(alice, category):
    """Alice's browser without script, on the last page of a booking."""
    home = Address.objects.create(
        user=alice,
        label="Home",
        line="12 Main Street",
        area="Gole Market",
        city="Delhi",
        latitude=28.6139,
        longitude=77.2090,
    )
    client = browser(alice)
    client.post(BOOK, {"place": home.pk, "description": ""})
    return client


@pytest.fixture
def at_confirm(pages, ravi):
    pages.post(f"{BOOK}who/", {"choice": f"{ravi.pk}@"})
    return pages


# --- booking -------------------------------------------------------------------------------------


def test_three_ways_to_pay_are_offered_and_explained(at_confirm, alice):
    give(alice, 1000)
    page = text_of(at_confirm.get(CONFIRM))
    for key in ("wallet", "card", "cash"):
        assert f'value="{key}" form="booking" required' in page
    assert "Reserved in your wallet now" in page
    assert "You pay on the next page" in page
    assert "You pay the provider when the work is done." in page


def test_too_little_money_is_topped_up_and_the_booking_goes_on(at_confirm, alice):
    give(alice, 60)
    page = text_of(at_confirm.get(CONFIRM))
    assert "There is ₹60.00 in the wallet; ₹530.00 is missing." in page
    assert 'value="wallet" form="booking" required disabled' in page
    # The way to the wallet's page, there the top-up, the gateway, and back with the draft kept.
    way = page.partition('href="/wallet/?')[2].partition('"')[0]
    wallet = text_of(at_confirm.get(f"/wallet/?{way}"))
    assert "530" in wallet
    back = f"{CONFIRM}?pay=wallet"
    assert f'name="next" value="{back}"' in wallet
    answer = at_confirm.post("/wallet/", {"amount": "530.00", "next": back})
    assert answer.status_code in (302, 303), text_of(answer)
    top_up = Payment.objects.get()
    assert top_up.amount == Decimal(530)
    succeed(top_up)
    assert top_up.back == back
    page = text_of(at_confirm.get(top_up.back))
    assert 'value="wallet" form="booking" required checked' in page
    answer = at_confirm.post(CONFIRM, {"payment_method": "wallet"})
    job = Job.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, job.get_absolute_url())
    assert in_wallet(alice) == (0, TOTAL)


def test_the_last_way_used_is_the_one_that_is_chosen(at_confirm, alice, book, ravi):
    give(alice, 2000)
    book(ravi, payment_method="wallet")
    assert 'value="wallet" form="booking" required checked' in text_of(at_confirm.get(CONFIRM))


def test_who_books_by_card_is_led_to_the_page_to_pay(at_confirm, alice):
    at_confirm.get(CONFIRM)
    answer = at_confirm.post(CONFIRM, {"payment_method": "card"})
    payment = Payment.objects.get()
    assert answer["Location"] == f"/pay/{payment.token}/"
    assert at_confirm.get(answer["Location"], follow=True).status_code == 200


def test_booking_says_it_in_hindi(at_confirm, alice):
    give(alice, 60)
    alice.language = "hi"
    alice.save()
    page = text_of(at_confirm.get(CONFIRM))
    assert "वॉलेट" in page and "missing" not in page


# --- the job's page ------------------------------------------------------------------------------


def page_of(job, reader):
    answer = browser(reader).get(job.get_absolute_url())
    assert answer.status_code == 200
    return text_of(answer)


def test_a_job_that_waits_for_its_card_has_the_button_to_pay(by_card, alice):
    page = page_of(by_card, alice)
    assert Payment.objects.get().pay_url in page
    assert "Pay, and we ask the provider at once" in page
    assert "Nobody is asked yet" in page


def test_after_a_failure_it_can_be_tried_again_without_script(by_card, alice):
    data = {"reason": "The bank says no."}
    payment = settlement(by_card).payment
    perform(payment, PaymentFlow.fail, actor=GATEWAY, data=data, via=Door.REST)
    page = page_of(by_card, alice)
    assert "nothing was charged" in page
    assert f"{by_card.get_absolute_url()}do/pay/" in page
    answer = browser(alice).post(f"{by_card.get_absolute_url()}do/pay/")
    assert answer.status_code == 303
    assert Payment.objects.order_by("pk").last().pay_url in page_of(by_card, alice)


def test_both_sides_read_how_the_money_stands(by_wallet, alice, ravi, finish):
    assert "₹590.00 is reserved in your wallet." in page_of(by_wallet, alice)
    job = do(by_wallet, JobFlow.accept, ravi.user)
    assert "The money is reserved for you." in page_of(job, ravi.user)
    job = do(job, JobFlow.start, ravi.user, code="")
    job = do(job, JobFlow.complete, alice)
    invoice = settlement(job).invoice
    for reader in (alice, ravi.user):
        page = page_of(job, reader)
        assert "₹590.00 is paid" in page
        assert invoice.number in page
        assert f"/billing/invoices/{invoice.pk}/pdf/" in page


def test_a_provider_who_is_only_asked_reads_how_it_is_paid_and_no_more(by_wallet, ravi):
    page = page_of(by_wallet, ravi.user)
    assert "reserved" not in page
    offers = text_of(browser(ravi.user).get("/pro/"))
    assert "paid from the wallet" in offers


def test_the_provider_records_cash_on_the_page(in_cash, ravi, alice, finish):
    job = finish(in_cash)
    assert f"{job.get_absolute_url()}do/record-cash/" in page_of(job, ravi.user)
    dialog = text_of(browser(ravi.user).get(f"{job.get_absolute_url()}do/record-cash/"))
    assert 'value="590.00"' in dialog
    assert "Who has the money" not in dialog
    answer = browser(ravi.user).post(
        f"{job.get_absolute_url()}do/record-cash/", {"amount": "600", "received_by": "provider"}
    )
    assert answer.status_code == 422 and "Only ₹590.00" in text_of(answer)
    answer = browser(ravi.user).post(
        f"{job.get_absolute_url()}do/record-cash/", {"amount": "590", "received_by": "provider"}
    )
    assert answer.status_code == 303
    assert "₹590.00 is paid. Thank you." in page_of(job, alice)


def test_a_customer_who_owes_cash_may_pay_online(in_cash, alice, finish):
    job = finish(in_cash)
    page = page_of(job, alice)
    assert "is to be paid: in cash to the provider" in page
    assert settlement(job).invoice.get_absolute_url() in page


@pytest.mark.parametrize("side", ["alice", "ravi"])
def test_the_page_of_either_side_follows_the_invoice_and_is_drawn_anew(
    side, in_cash, alice, ravi, finish
):
    job = finish(in_cash)
    reader = alice if side == "alice" else ravi.user
    invoice = settlement(job).invoice
    assert set(grants(reader, [invoice.topic])) == {invoice.topic}
    parts = [f"{job.get_absolute_url()}part/{name}/" for name in ("status", "side")]
    for part in parts:
        mark = f'data-live-topic="{invoice.topic}" data-live-after="{invoice.version}"'
        assert mark in text_of(browser(reader).get(part))
    give(alice, TOTAL)
    data = {"amount": TOTAL}
    perform(invoice, InvoiceFlow.pay_from_wallet, actor=alice, data=data, via=Door.PORTAL)
    status, beside = (text_of(browser(reader).get(part)) for part in parts)
    assert "₹590.00 is paid" in beside
    assert "record-cash" not in status and invoice.topic not in status


def test_the_page_of_a_job_that_waits_follows_its_card_payment(by_card, alice):
    payment = settlement(by_card).payment
    assert set(grants(alice, [payment.topic])) == {payment.topic}
    assert f'data-live-topic="{payment.topic}"' in page_of(by_card, alice)


def test_a_job_from_before_has_a_page_as_before(in_cash, alice):
    settlement(in_cash).delete()
    assert "You pay the provider in cash when the work is done." in page_of(in_cash, alice)


# --- the console ---------------------------------------------------------------------------------


@pytest.fixture
def desk(fiona):
    return browser(fiona)


def test_the_console_shows_the_payment_and_links_to_a_refund(desk, by_wallet, finish):
    job = finish(by_wallet)
    page = text_of(desk.get(f"/admin/jobs/job/{job.pk}/"))
    invoice = settlement(job).invoice
    assert "Payment" in page and invoice.number in page
    assert f"/admin/billing/invoice/{invoice.pk}/do/refund/" in page


def test_the_list_has_a_column_and_a_filter(desk, by_wallet, in_cash):
    page = text_of(desk.get("/admin/jobs/job/?payment=later"))
    assert in_cash.number in page and by_wallet.number not in page
    assert "Cash when the work is done" in page


def test_staff_are_asked_who_has_the_cash(in_cash, finish):
    job = finish(in_cash)
    boss = browser(person("boss", "dispatcher"))
    page = text_of(boss.get(f"/admin/jobs/job/{job.pk}/do/record-cash/"))
    assert "Who has the money" in page and "I have it" in page


def test_the_dispatcher_reads_that_it_is_not_paid(by_card, dora, ravi):
    page = text_of(browser(dora).get(f"/admin/jobs/job/{by_card.pk}/"))
    assert "The customer has not paid yet." in page
    job = paid_by_card(by_card)
    page = text_of(browser(dora).get(f"/admin/jobs/job/{job.pk}/"))
    assert "The customer has not paid yet." not in page
