"""A talk paid by the minute through the eyes of both sides, on good days and bad ones."""

from __future__ import annotations

import math
import re
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps, talk
from tests.browser.conftest import Device
from tests.browser.demo_site import DemoSite, environment_of
from tests.browser.desk import DESK, Enter, Snap
from tests.browser.guards import Guard
from tests.browser.looks import look
from tests.browser.steps import LIVE

pytestmark = pytest.mark.needs("consultations")

PER_MINUTE = Decimal(20)
BOARD = "/admin/consultations/consultation/board/"
BACK_AGAIN = 60_000
LOST = ("WebSocket", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:")


@pytest.fixture(scope="module")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """A demo of its own: the clock that is moved here is nobody else's."""
    data = tmp_path_factory.mktemp("talk")
    with DemoSite(prepared, environment_of(data)).runs() as site:
        yield site


@pytest.fixture(scope="module")
def signed_in() -> dict[str, Any]:
    return {}


def test_a_talk_from_the_request_to_the_invoice(
    enter: Enter,
    snap: Snap,
    site: DemoSite,
    guard: Guard,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    """Long, because it is one story, and each step stands on the one before."""
    customer, consultant = enter("bala"), enter("tara", DESK)

    def see(page: Page, name: str) -> None:
        size = page.viewport_size
        look(page, snap, f"talk-{name}")
        assert size
        page.set_viewport_size(size)

    talk.wait_for_requests(consultant)
    see(consultant, "consultant-waits")
    customer.goto("/c/")
    see(customer, "customer-chooses")
    pay_what_is_missing(customer, see)

    customer.get_by_role("button", name="Ask to talk now").click()
    customer.wait_for_url(talk.TALK)
    address = customer.url
    expect(customer.get_by_role("heading", name="We ask Tara Joshi")).to_be_visible()
    expect(customer.locator("[part=digits]")).to_have_text(re.compile(r"\d:\d\d"))
    request = talk.incoming(consultant, "Bala Iyer")
    see(customer, "customer-waits")
    see(consultant, "consultant-is-asked")
    expect(request).to_be_visible()
    steps.act(consultant, "Accept")
    consultant.wait_for_url(address)

    # Shown in place of the list, it looks as if it had been opened.
    expect(consultant.locator("body")).to_have_class("consulting")
    # It begins by itself, as both are there.
    for page in (customer, consultant):
        expect(talk.meter(page)).to_be_visible(timeout=LIVE)
        steps.is_live(page)
    steps.say(customer, "Is the third a good day for the shop?")
    steps.hears(consultant, "Is the third a good day for the shop?")
    steps.say(consultant, "The fifth is better.")
    steps.hears(customer, "The fifth is better.")
    shown = talk.seconds(customer)
    expect(talk.part(customer, "time")).not_to_have_text(f"{shown // 60}:{shown % 60:02d}")
    assert talk.amount(talk.part(customer, "money")) >= PER_MINUTE
    see(customer, "customer-talks")
    see(consultant, "consultant-talks")

    # Five minutes are paid for; when three have gone, both are warned.
    expect(talk.part(customer, "low")).to_be_hidden()
    talk.pass_time(site, address, 190 - talk.seconds(customer), customer, consultant)
    for page in (customer, consultant):
        expect(talk.part(page, "low")).to_be_visible(timeout=LIVE)
    see(customer, "customer-runs-low")
    see(consultant, "consultant-runs-low")
    top_up_beside_the_talk(customer, guard)
    for page in (customer, consultant):
        expect(talk.part(page, "low")).to_be_hidden(timeout=LIVE)
    expect(talk.part(customer, "left")).to_have_text(re.compile(r"^[5-9] minutes left"))

    customer.get_by_role("link", name="End session").click()
    dialog = customer.locator("#dialog")
    expect(dialog.get_by_text("Tara Joshi").first).to_be_visible()
    expect(dialog.locator("[type=submit]")).to_have_text(re.compile(r"End, pay ₹"))
    see(customer, "customer-ends")
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()
    talk.has_ended(customer, "You ended the session.")
    talk.has_ended(consultant, "The customer ended it.")
    expect(customer.get_by_text("You can still read what was said")).to_be_visible()
    expect(customer.get_by_placeholder("Write a message")).to_have_count(0)
    cost = charged_right(customer)
    assert talk.amount(talk.fact(consultant, "Cost")) == cost
    rate(customer, see)
    see(customer, "customer-has-ended")
    see(consultant, "consultant-has-ended")

    customer.get_by_role("link", name=re.compile("^Invoice")).click()
    customer.wait_for_url("**/billing/invoices/**")
    see(customer, "invoice")
    kept = tmp_path / "invoice.pdf"
    with customer.expect_download() as download:
        customer.get_by_role("link", name="Save as PDF").click()
    download.value.save_as(kept)
    text = output_of("pdftotext", "-layout", kept, "-").decode()
    assert f"₹{cost}" in text
    assert "Tara Joshi" in text
    assert customer.locator("h1").inner_text().split()[-1] in text
    if pictures := pytestconfig.getoption("--pictures"):
        output_of("pdftoppm", "-r", "90", "-png", kept, Path(pictures) / "invoice")


def pay_what_is_missing(customer: Page, see: Callable[[Page, str], None]) -> None:
    """Sixty are there, a hundred are needed to begin."""
    talk.choose(customer, "Tara Joshi")
    expect(customer.get_by_text("Missing:")).to_contain_text("₹40.00")
    expect(customer.get_by_role("button", name="Ask to talk now")).to_have_count(0)
    see(customer, "customer-has-too-little")
    customer.get_by_role("link", name="Add money").click()
    expect(customer.get_by_label("Amount")).to_have_value("40.00")
    see(customer, "wallet-needs-more")
    customer.get_by_role("button", name="Pay by card").click()
    customer.wait_for_url("**/pay/test/**")
    see(customer, "test-gateway")
    talk.pay_by_test_card(customer)
    expect(customer.get_by_role("heading", name="₹40.00 has arrived")).to_be_visible(timeout=LIVE)
    see(customer, "payment-result")
    customer.get_by_role("link", name="Go on with what you were doing").click()
    customer.wait_for_url("**/c/with/**")
    see(customer, "customer-may-ask")


def top_up_beside_the_talk(customer: Page, guard: Guard) -> None:
    """In a tab of its own, so that the talk goes on meanwhile."""
    with customer.expect_popup() as opened:
        customer.get_by_role("link", name="Add money").click()
    wallet = opened.value
    guard.watch(wallet)
    wallet.get_by_role("button", name="Pay by card").click()
    talk.pay_by_test_card(wallet)
    expect(wallet.get_by_role("heading", name="has arrived")).to_be_visible(timeout=LIVE)
    wallet.close()


def rate(customer: Page, see: Callable[[Page, str], None]) -> None:
    customer.get_by_role("link", name="Rate", exact=True).click()
    dialog = customer.locator("#dialog")
    dialog.locator("input[type=radio][value='5']").check(force=True)
    see(customer, "customer-rates")
    dialog.locator("[type=submit]").click()
    expect(customer.get_by_text("You gave 5 stars.")).to_be_visible(timeout=LIVE)


def charged_right(page: Page) -> Decimal:
    """Each minute begun of the time that counts, and the lines of the bill come to the same."""
    minutes, rest = talk.fact(page, "Time").inner_text().split(":")
    cost = talk.amount(talk.fact(page, "Cost"))
    assert cost == PER_MINUTE * math.ceil((int(minutes) * 60 + int(rest)) / 60)
    return cost


def output_of(*command: str | Path) -> bytes:
    return subprocess.run(command, check=True, capture_output=True).stdout


def test_twenty_seconds_without_network_cost_nobody_anything(
    enter: Enter, site: DemoSite, guard: Guard
) -> None:
    customer, consultant = enter("joseph.mathew"), enter("noor", DESK)
    address = talk.begin(
        customer, consultant, customer_name="Joseph Mathew", consultant_name="Noor Fatima"
    )
    talk.show(address, customer)
    customer.context.set_offline(True)
    expect(customer.locator("#connection")).to_contain_text("You are offline")
    talk.pass_time(site, address, 20, consultant)
    steps.say(consultant, "Are you still there?")
    box = customer.get_by_placeholder("Write a message")
    box.fill("I was in a tunnel.")
    box.press("Enter")
    steps.is_told(customer, "No connection", level="error")
    expect(box).to_have_value("I was in a tunnel.")

    customer.context.set_offline(False)
    expect(customer.locator("#connection")).to_be_hidden(timeout=BACK_AGAIN)
    expect(customer.locator(".bubble", has_text="Are you still there?")).to_have_count(1)
    box.press("Enter")
    steps.hears(consultant, "I was in a tunnel.")
    for page in (customer, consultant):
        expect(page.locator(".bubble", has_text="I was in a tunnel.")).to_have_count(1)
        expect(talk.meter(page)).to_be_visible()
    guard.forgive(*LOST)

    talk.end(consultant)
    talk.has_ended(customer, "The consultant ended it.")
    charged_right(customer)


def test_two_minutes_without_network_end_it_and_are_not_charged(
    enter: Enter, snap: Snap, site: DemoSite, guard: Guard
) -> None:
    customer, consultant = enter("joseph.mathew"), enter("noor")
    address = talk.begin(
        customer, consultant, customer_name="Joseph Mathew", consultant_name="Noor Fatima"
    )
    talk.pass_time(site, address, 70, customer, consultant)
    # The clock jumped: what the meter shows is right from the server's next report on.
    over_a_minute = re.compile(r"^(1:[1-5]\d|[2-9]:\d\d)$")
    expect(talk.part(consultant, "time")).to_have_text(over_a_minute, timeout=BACK_AGAIN)
    customer.context.set_offline(True)
    expect(customer.locator("#connection")).to_contain_text("You are offline")
    talked = talk.seconds(consultant)

    talk.pass_time(site, address, 48, consultant)
    for page in (consultant, customer):
        expect(talk.part(page, "paused")).to_be_visible(timeout=BACK_AGAIN)
    look(consultant, snap, "talk-consultant-is-paused")
    snap(customer, Device(), "talk-customer-is-offline")
    talk.pass_time(site, address, 72, consultant)
    talk.has_ended(consultant, "The customer lost the connection.")
    expect(talk.meter(customer)).to_be_visible()  # it cannot know yet

    customer.context.set_offline(False)
    talk.has_ended(customer, "You lost the connection.")
    guard.forgive(*LOST)
    cost = charged_right(customer)
    assert talk.amount(talk.fact(consultant, "Cost")) == cost
    assert PER_MINUTE < cost <= PER_MINUTE * math.ceil((talked + talk.A_STEP) / 60)
    look(customer, snap, "talk-customer-was-lost")


def test_who_is_refused_or_not_answered_is_told_and_pays_nothing(
    enter: Enter, snap: Snap, site: DemoSite
) -> None:
    customer, consultant = enter("ishita.ghosh"), enter("tara", DESK)
    talk.wait_for_requests(consultant)
    talk.request(customer, "Tara Joshi")
    talk.incoming(consultant, "Ishita Ghosh")
    steps.act(consultant, "Decline")
    expect(customer.get_by_role("heading", name="Tara Joshi has no time now")).to_be_visible(
        timeout=LIVE
    )
    expect(customer.get_by_text("Nothing was charged.")).to_be_visible()
    look(customer, snap, "talk-customer-is-declined")
    customer.get_by_role("link", name="See who is there").click()

    talk.wait_for_requests(consultant)
    talk.request(customer, "Tara Joshi")
    talk.incoming(consultant, "Ishita Ghosh")
    site.advance(121)
    expect(customer.get_by_role("heading", name="It did not come about")).to_be_visible(
        timeout=LIVE
    )
    expect(consultant.get_by_text("Nobody is asking right now")).to_be_visible(timeout=BACK_AGAIN)
    customer.goto("/wallet/")
    expect(customer.locator(".money.big").first).to_have_text("₹380.00")


def test_staff_watch_what_runs_and_both_sides_read_why_it_was_ended(
    enter: Enter, snap: Snap, site: DemoSite
) -> None:
    customer, consultant = enter("meenakshi.pillai"), enter("tara", DESK)
    finance, manager = enter("finance", DESK), enter("manager", DESK)
    talk.begin(customer, consultant, customer_name="Meenakshi Pillai", consultant_name="Tara Joshi")
    for page in (finance, manager):
        page.goto(BOARD)
        card = page.locator("#lane-active .c-card", has_text="Meenakshi Pillai")
        expect(card).to_be_visible(timeout=LIVE)
        timer = card.locator("[data-running]")
        shown = timer.inner_text()
        expect(timer).not_to_have_text(shown)
        expect(card.get_by_text("in the wallet")).to_be_visible()
        steps.is_live(page)
    look(finance, snap, "console-talk-board")

    page = manager
    page.set_viewport_size(DESK.options["viewport"])
    page.locator("#lane-active .c-card a").first.click()
    page.wait_for_url(re.compile(r"/consultation/\d+/$"))
    look(page, snap, "console-talk-record")
    page.set_viewport_size(DESK.options["viewport"])
    page.get_by_role("button", name="Actions").click()
    page.locator("#actions-menu").get_by_role("button", name="End session").click()
    page.locator("#dialog textarea, #dialog input[type=text]").first.fill("The line was noisy.")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#dialog")).to_be_hidden()

    for side in (customer, consultant):
        talk.has_ended(side, "Our staff ended it.")
        expect(side.get_by_text("The line was noisy.")).to_be_visible()
    expect(finance.locator("#lane-active .c-card", has_text="Meenakshi")).to_have_count(
        0, timeout=LIVE
    )
    charged_right(customer)
