"""What was to be paid in cash is paid online: the job's page changes on both sides by itself."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.steps import LIVE

pytestmark = pytest.mark.needs("job_payments")


def test_both_pages_of_a_job_say_that_it_is_paid(enter: Callable[..., Page]) -> None:
    customer = enter("asha", Device())
    provider = enter("raj", Device())
    steps.end_what_is_open(customer)
    steps.be_on_duty(provider)
    job = steps.book(customer, "Raj Verma", pay="cash")
    provider.goto(job)
    steps.act(provider, "Accept")
    steps.act(provider, "Start work")
    steps.act(provider, steps.FINISH)
    steps.act(customer, steps.CONFIRM)
    expect(provider.get_by_role("link", name="Record cash")).to_be_visible(timeout=LIVE)
    expect(customer.get_by_text("is to be paid: in cash to the provider")).to_be_visible(
        timeout=LIVE
    )
    steps.is_live(customer)
    steps.is_live(provider)

    elsewhere = customer.context.new_page()
    elsewhere.goto(customer.get_by_role("link", name="Pay ").get_attribute("href") or "")
    with elsewhere.expect_request("**/pay/*/") as sent_on:
        steps.act(elsewhere, "Pay by card")
    # The test's own server does not answer at the public address.
    elsewhere.goto(urlsplit(sent_on.value.url).path)
    elsewhere.locator("button[name=press][value=pay]").click()

    expect(customer.get_by_text("is paid. Thank you.")).to_be_visible(timeout=LIVE)
    expect(provider.get_by_text("your part is in your earnings")).to_be_visible(timeout=LIVE)
    expect(provider.get_by_role("link", name="Record cash")).to_have_count(0)
