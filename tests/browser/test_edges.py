"""What goes otherwise than planned: no script, no connection, two tabs, a wrong clock, a refusal."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator
from typing import Any, Self

import pytest
from playwright.sync_api import Locator, Page, Response, Route, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.demo_site import DemoSite
from tests.browser.guards import Guard
from tests.browser.steps import LIVE

Enter = Callable[..., Page]
FIVE_MINUTES = 300_000
BACK_AGAIN = 60_000
LOST = ("WebSocket", "ERR_INTERNET_DISCONNECTED", "ERR_CONNECTION_REFUSED", "ERR_FAILED")


@pytest.fixture
def customer(enter: Enter) -> Iterator[Page]:
    """Bala, with nothing open before and after."""
    page = enter("bala")
    steps.end_what_is_open(page)
    yield page
    steps.end_what_is_open(page)


def offer_on(page: Page) -> object:
    return page.locator("article", has_text="You earn")


def test_who_is_next_gets_the_offer_when_one_rejects(enter: Enter, customer: Page) -> None:
    chosen, following = enter("raj"), [enter("meera"), enter("imran")]
    for page in (chosen, *following):
        steps.be_on_duty(page)
    steps.book(customer, "Raj")
    expect(offer_on(chosen)).to_be_visible(timeout=LIVE)
    steps.act(chosen, "Reject")
    chosen.goto("/pro/")
    expect(offer_on(chosen)).to_have_count(0)
    deadline = time.monotonic() + LIVE / 1000
    while not any(offer_on(page).is_visible() for page in following):
        assert time.monotonic() < deadline, "nobody else was asked"
        customer.wait_for_timeout(100)
    asked = [page for page in following if offer_on(page).is_visible()]
    assert len(asked) == 1
    steps.act(asked[0], "Accept")
    expect(customer.get_by_role("heading", name="comes")).to_be_visible(timeout=LIVE)


def test_booking_goes_to_its_end_without_script(enter: Enter, customer: Page) -> None:
    page = enter("bala", java_script_enabled=False)
    address = steps.book(page, "Meera")
    expect(page.get_by_role("heading", name="Waiting for an answer")).to_be_visible()
    expect(page.get_by_text(re.compile(r"has until .*\d"))).to_be_visible()
    page.get_by_role("link", name="Cancel", exact=True).click()
    page.get_by_label("Why").fill("Found the stopcock.")
    page.locator("main [type=submit]").click()
    page.wait_for_url(address)
    expect(page.get_by_role("heading", name="This booking was cancelled")).to_be_visible()


def test_second_click_on_accept_changes_nothing_more(enter: Enter, customer: Page) -> None:
    provider = enter("raj")
    steps.be_on_duty(provider)
    steps.book(customer, "Raj")
    provider.goto("/pro/")
    provider.get_by_role("link", name="Accept", exact=True).click()
    provider.locator("#dialog [type=submit]").dblclick()
    expect(provider.get_by_role("heading", name="expects you")).to_be_visible()
    said_yes = customer.locator(".timeline, ol, ul").get_by_text("The provider accepted")
    expect(said_yes).to_have_count(1, timeout=LIVE)


def test_two_tabs_show_the_same_and_the_later_one_is_told(
    enter: Enter, customer: Page, guard: Guard
) -> None:
    provider = enter("raj")
    steps.be_on_duty(provider)
    steps.book(customer, "Raj")
    provider.goto("/pro/")
    other = provider.context.new_page()
    guard.watch(other)
    other.goto("/pro/")
    other.get_by_role("link", name="Accept", exact=True).click()
    expect(other.locator("#dialog [type=submit]")).to_be_visible()
    steps.act(provider, "Accept")
    other.locator("#dialog [type=submit]").click()
    expect(other.get_by_text("already taken").first).to_be_visible()
    guard.forgive("409")


def test_an_answer_that_comes_late_takes_nothing_newer_back(enter: Enter, customer: Page) -> None:
    provider = enter("raj")
    steps.be_on_duty(provider)
    provider.goto(steps.book(customer, "Raj"))
    steps.act(provider, "Accept")
    steps.is_live(provider)
    parts = provider.locator("[data-live-topic][hx-get*='/part/']")
    asked, late = parts.count(), []

    def keep_back(route: Route) -> None:
        if len(late) < asked:
            late.append((route, route.fetch()))
        else:
            route.continue_()

    provider.route("**/part/**", keep_back)
    parts.evaluate_all("parts => parts.forEach((part) => htmx.trigger(part, 'live'))")
    while len(late) < asked:
        provider.wait_for_timeout(20)
    steps.act(provider, "Start work")
    finish = provider.get_by_role("link", name=steps.FINISH, exact=True).first
    expect(finish).to_be_visible()
    for route, drawn_before in late:
        route.fulfill(response=drawn_before)
    expect(provider.locator("[data-live-topic].htmx-request")).to_have_count(0)
    expect(finish).to_be_visible()
    steps.act(provider, steps.FINISH)  # who works cannot be booked by the tests that follow


def test_without_network_a_bar_says_so_and_the_page_catches_up(
    enter: Enter, customer: Page, guard: Guard
) -> None:
    provider = enter("raj")
    steps.be_on_duty(provider)
    steps.book(customer, "Raj")
    provider.goto("/pro/")
    customer.context.set_offline(True)
    bar = customer.locator("#connection")
    expect(bar).to_contain_text("You are offline")
    steps.act(provider, "Accept")
    customer.context.set_offline(False)
    expect(bar).to_be_hidden(timeout=BACK_AGAIN)
    expect(customer.get_by_role("heading", name="comes")).to_be_visible(timeout=BACK_AGAIN)
    guard.forgive(*LOST)


def test_page_comes_back_by_itself_after_the_server_was_away(
    enter: Enter, customer: Page, site: DemoSite, guard: Guard
) -> None:
    steps.book(customer, "Meera")
    steps.is_live(customer)
    bar = customer.locator("#connection")
    site.stop_web()
    try:
        expect(bar).to_contain_text("Reconnecting")
    finally:
        site.start_web()
    expect(bar).to_be_hidden(timeout=BACK_AGAIN)
    steps.act(customer, "Cancel", lambda dialog: dialog.locator("textarea").fill("Not needed."))
    expect(customer.get_by_role("heading", name="cancelled")).to_be_visible()
    guard.forgive(*LOST)


def test_countdown_is_right_on_a_wrong_clock(enter: Enter, customer: Page) -> None:
    provider = enter("raj")
    wrong = f"(() => {{ const now = Date.now; Date.now = () => now() + {FIVE_MINUTES}; }})()"
    provider.add_init_script(wrong)
    steps.be_on_duty(provider)
    steps.book(customer, "Raj")
    timer = provider.get_by_role("timer")
    expect(timer).to_be_visible(timeout=LIVE)
    for page_is_new in (False, True):
        if page_is_new:
            provider.reload()
        give_up = time.monotonic() + LIVE / 1000  # a busy page may draw its seconds late
        while not is_right(timer):
            assert time.monotonic() < give_up, timer.inner_text()
            provider.wait_for_timeout(100)


SLOWEST = "() => Math.max(...performance.getEntries().map((each) => each.duration)) / 1000"


def is_right(timer: Locator) -> bool:
    """To a second and its rounding up, and what the answer needed on its way."""
    slack = 1.5 + float(timer.evaluate(SLOWEST))
    deadline = int(timer.get_attribute("deadline") or 0) / 1000
    before = time.time()
    minutes, seconds = timer.locator("[part=digits]").inner_text().split(":")
    after = time.time()
    shown = int(minutes) * 60 + int(seconds)
    return deadline - after - slack <= shown <= deadline - before + slack


PAGES = {
    "": ["/", "/accounts/login/"],
    "asha": [
        "/",
        "/book/",
        "/book/leak-repair/",
        "/providers/?category=leak-repair",
        "a provider",
        "/jobs/",
        "/c/",
        "/wallet/",
        "/notifications/",
        "/accounts/profile/",
    ],
    "raj": ["/pro/", "/pro/today/", "/providers/me/", "/providers/me/hours/"],
    "tara": ["/c/", "/pro/earnings/"],
    "bala": ["the job"],
}


@pytest.mark.parametrize("width", [390, 1366])
@pytest.mark.parametrize("name", PAGES)
def test_pages_stay_light(enter: Enter, request: Any, name: str, width: int) -> None:
    page = enter(name, Device(width))
    for address in PAGES[name]:
        if address == "the job":
            address = steps.book(request.getfixturevalue("customer"), "Meera")
        if address == "a provider":
            page.goto("/providers/?category=leak-repair")
            page.get_by_role("heading", name="Raj").get_by_role("link").click()
            page.wait_for_url(re.compile(r"/providers/\d+/"))
            address = page.url
        with Weight(page) as weight:
            page.goto(address)
            page.wait_for_load_state("networkidle")
            weight.check()


@pytest.mark.parametrize("width", [390, 1366])
def test_map_comes_when_it_is_asked_for(enter: Enter, width: int) -> None:
    page = enter("asha", Device(width))
    with Weight(page) as weight:
        page.goto("/providers/?category=leak-repair")
        page.wait_for_load_state("networkidle")
    assert "leaflet" not in str([each.url for each in weight.responses])
    page.get_by_role("button", name="Show map").press("Enter")
    expect(page.locator("x-map .pin").first).to_be_visible(timeout=LIVE)
    expect(page.locator("x-map .ground")).to_be_focused()
    expect(page.get_by_role("button", name="Show map")).to_be_hidden()


class Weight:
    """What a page costs on the wire where answers are compressed, as in production."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.responses: list[Response] = []

    def __enter__(self) -> Self:
        # What the page before still asks for is not this one's.
        self.page.wait_for_load_state("networkidle")
        # Each page is weighed as by who comes to it first.
        self.page.context.new_cdp_session(self.page).send("Network.clearBrowserCache")
        self.page.on("response", self.keep)
        return self

    def __exit__(self, *error: object) -> None:
        self.page.remove_listener("response", self.keep)

    def keep(self, response: Response) -> None:
        self.responses.append(response)

    def check(self) -> None:
        assert self.of("script") <= 45_000, str(self)
        assert self.of("stylesheet") <= 25_000, str(self)
        assert self.of("document") <= 30_000, str(self)
        assert self.requests <= 12, str(self)

    def all(self, *kinds: str) -> list[Response]:
        return [each for each in self.responses if each.request.resource_type in kinds]

    @property
    def requests(self) -> int:
        """Without the pictures of people, which load as they are scrolled to."""
        return len(self.all("document", "script", "stylesheet", "xhr", "fetch", "font"))

    def of(self, kind: str) -> int:
        return sum(self.weigh(each.url) for each in self.all(kind) if each.ok)

    def weigh(self, url: str) -> int:
        # Asked for again: Chromium drops bodies it has already handed to the page.
        return len(gzip.compress(self.page.request.get(url).body()))

    def __str__(self) -> str:
        kinds = ("document", "script", "stylesheet")
        sizes = ", ".join(f"{kind} {self.of(kind) / 1000:.1f} kB" for kind in kinds)
        return f"{self.page.url}: {sizes}, {self.requests} requests"
