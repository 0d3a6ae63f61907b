"""A talk booked for later on a phone, moved, and called off by the consultant with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.guards import check_with_axe
from tests.browser.steps import LIVE

pytestmark = pytest.mark.needs("appointments")

Enter = Callable[..., Page]
APPOINTMENT = re.compile(r"/appointments/\d+/$")
WHY = "I travel that day. The day after is free."


def pick(times: Page | Locator, number: int) -> None:
    """One of the free times; the small circle lies below its label."""
    times.get_by_role("radio").nth(number).check(force=True)


def test_a_time_is_booked_moved_and_called_off(enter: Enter) -> None:
    customer, consultant = enter("asha"), enter("tara", Device(1366, "dark"))
    customer.goto("/c/")
    customer.locator("article.provider", has_text="Tara").get_by_role(
        "link", name="Talk now"
    ).click()
    customer.wait_for_url("**/c/with/**")
    customer.get_by_role("link", name="Book a time").click()
    customer.wait_for_url("**/appointments/with/**")
    # Tomorrow: of today little may be left.
    customer.locator(".days a").nth(1).click()
    pick(customer, 3)
    customer.get_by_label("What do you want to talk about?").fill("The new flat.")
    check_with_axe(customer)
    customer.get_by_role("button", name="Book this time").click()
    customer.wait_for_url(APPOINTMENT)
    booked = customer.get_by_role("heading", level=1).inner_text()
    check_with_axe(customer)

    # The consultant reads it on the page of talks, and each change as it happens.
    consultant.goto("/c/")
    consultant.locator("#appointments-ahead").get_by_text("Asha").first.click()
    consultant.wait_for_url(APPOINTMENT)
    expect(consultant.get_by_text("The new flat.")).to_be_visible()
    steps.is_live(consultant)
    steps.act(customer, "Choose another time", lambda dialog: pick(dialog, 5))
    heading = customer.get_by_role("heading", level=1)
    expect(heading).not_to_have_text(booked)
    moved = heading.inner_text()
    expect(consultant.get_by_role("heading", level=1)).to_have_text(moved, timeout=LIVE)

    steps.is_live(customer)
    steps.act(consultant, "Cancel", lambda dialog: dialog.locator("textarea").fill(WHY))
    expect(customer.get_by_text(WHY)).to_be_visible(timeout=LIVE)
    expect(customer.get_by_role("link", name="Book another time")).to_be_visible()
    check_with_axe(customer)
    check_with_axe(consultant)
