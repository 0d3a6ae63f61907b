"""The pages of money and talks are readable on a phone and at a desk, by day and by night."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from tests.browser import talk
from tests.browser.desk import BOTH, DESK, Enter, Snap, open_first
from tests.browser.looks import EVERY, look

pytestmark = pytest.mark.needs("consultations", "payouts", "job_payments")

# Who looks at which page; Nandini reads Hindi.
PAGES = {
    "wallet": ("asha", "/wallet/"),
    "wallet-with-holds": ("nandini.sharma", "/wallet/"),
    "wallet-empty": ("sheela.nambiar", "/wallet/"),
    "invoices": ("kamla.jain", "/billing/invoices/"),
    "invoices-none": ("bala", "/billing/invoices/"),
    "invoices-of-work": ("raj", "/billing/invoices/?show=work"),
    "earnings": ("raj", "/pro/earnings/"),
    "earnings-of-talks": ("tara", "/pro/earnings/"),
    "bank-account": ("raj", "/pro/earnings/bank-account/"),
    "talks-of-customer": ("kamla.jain", "/c/"),
    "talks-in-hindi": ("nandini.sharma", "/c/"),
    "rate": ("tara", "/c/rate/"),
}
MONEY = {
    "payments": "/admin/payments/payment/",
    "payments-board": "/admin/payments/payment/board/",
    "repayments": "/admin/payments/repayment/",
    "figures": "/admin/billing-figures/",
    "taxes": "/admin/billing-taxes/",
    "invoices": "/admin/billing/invoice/",
    "invoices-board": "/admin/billing/invoice/board/",
    "refunds": "/admin/billing/refund/",
    "payouts": "/admin/payouts/payoutrun/",
    "payout-earnings": "/admin/payouts-earnings/",
    "accounts": "/admin/ledger-accounts/",
    "transfers": "/admin/ledger-transfers/",
    "holds": "/admin/ledger-holds/",
    "recounts": "/admin/ledger-checks/",
    "talks": "/admin/consultations/consultation/",
    "talks-board": "/admin/consultations/consultation/board/",
    "home": "/admin/",
}
RECORDS = {
    "payment": MONEY["payments"],
    "invoice": MONEY["invoices"],
    "run": MONEY["payouts"],
    "talk": MONEY["talks"],
}
DETAILS = {
    "account": MONEY["accounts"],
    "transfer": MONEY["transfers"],
    "earner": MONEY["payout-earnings"],
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_money_is_readable_and_fits(enter: Enter, snap: Snap, name: str) -> None:
    person, address = PAGES[name]
    page = enter(person)
    page.goto(address)
    look(page, snap, f"money-{name}")


@pytest.mark.parametrize("person", ["nandini.sharma", "kamla.jain", "tara"])
def test_an_invoice_is_readable_and_fits(enter: Enter, snap: Snap, person: str) -> None:
    page = enter(person)
    page.goto("/billing/invoices/" + ("?show=work" if person == "tara" else ""))
    page.locator("#invoice-list a").first.click()
    page.wait_for_url(re.compile(r"/invoices/\d+/$"))
    look(page, snap, f"money-invoice-of-{person}")


@pytest.mark.parametrize("person", ["kamla.jain", "tara"])
def test_a_talk_that_is_over_is_readable_and_fits(enter: Enter, snap: Snap, person: str) -> None:
    page = enter(person)
    page.goto("/c/")
    page.locator(".past a.item").first.click()
    page.wait_for_url(talk.TALK)
    page.locator("details summary").click()
    look(page, snap, f"money-talk-of-{person}")


def test_a_payment_says_on_every_page_what_became_of_it(enter: Enter, snap: Snap) -> None:
    page = enter("nandini.sharma")
    begin_top_up(page)
    look(page, snap, "money-gateway-in-hindi")
    page.goto("/wallet/")
    look(page, snap, "money-wallet-unpaid")
    page.locator("main a.item").first.click()
    page.wait_for_url("**/payments/**")
    look(page, snap, "money-payment-pending")
    begin_top_up(page)
    page.locator("button[name=press][value=fail]").click()
    page.wait_for_url("**/result/")
    expect(page.locator("a[href*='/wallet/?need=']")).to_be_visible()
    look(page, snap, "money-payment-failed")


def begin_top_up(page: Page) -> None:
    page.goto(f"/wallet/?need={Decimal(250)}")
    page.locator("#top-up button[type=submit]").first.click()
    page.wait_for_url("**/pay/test/**")


@pytest.mark.parametrize("name", MONEY)
def test_every_page_of_the_office_is_readable_and_fits(enter: Enter, snap: Snap, name: str) -> None:
    page = enter("finance", DESK)
    page.goto(MONEY[name])
    look(page, snap, f"console-{name}", EVERY if name == "figures" else BOTH)


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_of_money_is_readable_and_fits(enter: Enter, snap: Snap, name: str) -> None:
    page = enter("finance", DESK)
    open_first(page, RECORDS[name])
    expect(page.locator("#timeline")).to_be_visible()
    look(page, snap, f"console-{name}", BOTH)


@pytest.mark.parametrize("name", DETAILS)
def test_every_page_of_the_books_is_readable_and_fits(enter: Enter, snap: Snap, name: str) -> None:
    page = enter("finance", DESK)
    page.goto(DETAILS[name])
    page.locator("td.title a").first.click()
    page.wait_for_url(re.compile(r"/[\da-f-]+/$"))
    look(page, snap, f"console-{name}", BOTH)
