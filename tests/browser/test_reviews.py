"""A customer reviews a finished job on a phone; the provider answers; everybody reads both."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.guards import Guard, check_with_axe
from tests.browser.steps import LIVE

pytestmark = pytest.mark.needs("reviews")

Enter = Callable[..., Page]


@pytest.fixture
def sides(enter: Enter) -> tuple[Page, Page]:
    """Bala on a phone and Raj, who has done the work; Bala has finished it."""
    customer, provider = enter("bala"), enter("raj", Device(1366, "dark"))
    steps.book_and_accept(customer, provider, "Raj")
    steps.act(provider, "Start work")
    steps.is_live(customer)
    expect(customer.get_by_role("link", name="Finish", exact=True).first).to_be_visible(
        timeout=LIVE
    )
    steps.act(customer, "Finish")
    return customer, provider


def picture() -> FilePayload:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    return {"name": "tap.png", "mimeType": "image/png", "buffer": out.getvalue()}


def test_a_review_is_written_on_a_phone_and_answered(
    sides: tuple[Page, Page], guard: Guard
) -> None:
    customer, provider = sides
    customer.get_by_role("link", name="Write a review").click()
    customer.wait_for_url("**/reviews/write/**")
    check_with_axe(customer)
    customer.get_by_role("button", name="Publish").click()
    expect(customer.get_by_text("Choose one to five stars.").first).to_be_visible()
    guard.forgive("422")
    customer.get_by_role("radio", name="5 stars").check(force=True)
    customer.get_by_label("In your words").fill("Silent at last.")
    customer.get_by_label("Photos").set_input_files([picture()])
    customer.get_by_role("button", name="Publish").click()
    customer.wait_for_url("**/jobs/*/")
    mine = customer.get_by_role("region", name="Your review")
    expect(mine).to_contain_text("Silent at last.")
    expect(mine.get_by_role("img")).to_have_js_property("naturalWidth", 640)
    check_with_axe(customer)

    provider.goto("/reviews/")
    provider.get_by_role("link", name="Answer it").first.click()
    steps.act(provider, "Answer", lambda dialog: dialog.locator("textarea").fill("Thank you."))
    expect(provider.get_by_text("Thank you.")).to_be_visible()
    check_with_axe(provider)
    provider.goto("/reviews/")
    provider.get_by_role("link", name="See your page as customers do").click()
    said = provider.locator("#reviews")
    expect(said).to_contain_text("Silent at last.")
    expect(said).to_contain_text("Thank you.")
    # What lies half below the bar at the top is no small target.
    provider.evaluate("scrollTo(0, 0)")
    check_with_axe(provider)
