"""What two people do on the pages of a talk paid by the minute, and how time passes for them."""

from __future__ import annotations

import re
import time
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from tests.browser import steps
from tests.browser.demo_site import DemoSite
from tests.browser.steps import LIVE

TALK = re.compile(r"/c/\d+/$")
# A moved clock reaches every process within this.
KNOWN = 1.2
# Shorter than the silence that would pause the meter.
A_STEP = 24


def request(customer: Page, consultant: str) -> str:
    """From who is there to the page that waits for the answer; its address."""
    choose(customer, consultant)
    customer.get_by_role("button", name="Ask to talk now").click()
    customer.wait_for_url(TALK)
    return customer.url


def choose(customer: Page, consultant: str) -> None:
    customer.goto("/c/")
    card = customer.locator("article.provider", has_text=consultant)
    card.get_by_role("link", name="Talk now").click()
    customer.wait_for_url("**/c/with/**")


def wait_for_requests(consultant: Page) -> None:
    consultant.goto("/c/")
    if consultant.get_by_role("link", name="Go on duty").count():
        steps.act(consultant, "Go on duty")
        consultant.goto("/c/")
    expect(consultant.get_by_text("Nobody is asking right now")).to_be_visible()


def incoming(consultant: Page, customer: str) -> Locator:
    """The request, which comes by itself and counts down."""
    card = consultant.locator("#requests article", has_text=customer)
    expect(card).to_be_visible(timeout=LIVE)
    expect(card.locator("[part=digits]")).to_have_text(re.compile(r"\d:\d\d"))
    return card


def begin(customer: Page, consultant: Page, *, customer_name: str, consultant_name: str) -> str:
    """Asked, accepted, and running on both pages; the talk's address."""
    wait_for_requests(consultant)
    talk = request(customer, consultant_name)
    incoming(consultant, customer_name)
    steps.act(consultant, "Accept")
    consultant.wait_for_url(talk)
    for page in (customer, consultant):
        expect(meter(page)).to_be_visible(timeout=LIVE)
        steps.is_live(page)
    return talk


def meter(page: Page) -> Locator:
    return page.locator("x-meter")


def part(page: Page, name: str) -> Locator:
    return meter(page).locator(f"[data-part={name}]")


def seconds(page: Page) -> int:
    """That the meter shows."""
    minutes, rest = part(page, "time").inner_text().split(":")
    return int(minutes) * 60 + int(rest)


def amount(place: Locator) -> Decimal:
    return amount_of(place.inner_text())


def amount_of(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.]", "", text))


def pass_time(site: DemoSite, talk: str, span: int, *there: Page) -> None:
    """So many seconds pass, while these go on showing that they are there."""
    while span > 0:
        show(talk, *there)
        step = min(span, A_STEP)
        site.advance(step)
        known = time.monotonic() + KNOWN
        while time.monotonic() < known:
            show(talk, *there)
        span -= step


def show(talk: str, *there: Page) -> None:
    """By a page of their own browser: a sign of life as good as the socket's."""
    for page in there:
        page.request.get(talk)


def pay_by_test_card(page: Page, button: str = "Pay") -> None:
    """On the test gateway's own page, up to what became of it."""
    page.wait_for_url("**/pay/test/**")
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url("**/result/")


def end(page: Page) -> None:
    page.get_by_role("link", name="End session").click()
    dialog = page.locator("#dialog")
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()


def has_ended(page: Page, why: str) -> None:
    """By itself, and the page says why; who was away may be told later."""
    reason = page.locator("main .note[role=status] b", has_text=why)
    expect(reason).to_be_visible(timeout=2 * LIVE)


def fact(page: Page, label: str) -> Locator:
    return page.locator("main dl.facts > div", has=page.get_by_text(label, exact=True)).locator(
        "dd"
    )
