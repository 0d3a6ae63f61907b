"""One job through the eyes of the customer, the provider and the dispatcher at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.guards import check_with_axe
from tests.browser.steps import LIVE

NEAR_THE_CUSTOMER = {"latitude": 28.6200, "longitude": 77.2150, "accuracy": 12}
SHARING = {"geolocation": NEAR_THE_CUSTOMER, "permissions": ["geolocation"]}


@pytest.mark.parametrize("width", [390, 1366])
def test_three_people_follow_one_job_to_its_end(
    width: int, enter: Callable[..., Page], snap: Callable[..., None]
) -> None:
    """Long, because it is one story, and each step stands on the one before."""
    device = Device(width)

    def look(page: Page, name: str) -> None:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            check_with_axe(page)
            snap(page, Device(width, scheme), name)

    customer = enter("asha", device)
    provider = enter("raj", device, **SHARING)
    dispatcher = enter("dispatcher", device)
    steps.end_what_is_open(customer)

    steps.be_on_duty(provider)
    expect(provider.get_by_text("No offer right now")).to_be_visible()
    look(provider, "provider-waits")

    job = book(customer, look)
    number = customer.locator(".headline .dotted span").first.inner_text()
    expect(customer.get_by_role("heading", name="Waiting for an answer")).to_be_visible()

    # The offer comes by itself, and counts down.
    offer = provider.locator("article", has_text="You earn")
    expect(offer).to_be_visible(timeout=LIVE)
    expect(offer.locator("[part=digits]")).to_have_text(re.compile(r"\d:\d\d"))
    look(customer, "customer-waits")
    look(provider, "provider-offer")

    open_on_the_board(dispatcher, number)
    look(dispatcher, "dispatcher-board")

    steps.act(provider, "Accept")
    expect(customer.get_by_role("heading", name="Raj Verma comes")).to_be_visible(timeout=LIVE)
    provider.wait_for_url(job)
    expect(provider.get_by_role("heading", name="expects you")).to_be_visible()
    lane_shows(dispatcher, "assigned", number)

    talk(customer, provider)
    provider.get_by_role("switch").check()
    distance = customer.locator("[data-field=distance_m]")
    expect(distance).to_have_text(re.compile(r"^[\d.,]+ k?m$"), timeout=LIVE)
    look(customer, "customer-tracks")
    look(provider, "provider-on-the-way")

    steps.act(provider, "Start work", lambda dialog: snap(provider, device, "provider-starts"))
    expect(customer.get_by_role("heading", name="Work in progress")).to_be_visible(timeout=LIVE)
    lane_shows(dispatcher, "in_progress", number)

    def rate(dialog: Any) -> None:
        dialog.locator("input[name=rating_stars][value='5']").check(force=True)
        dialog.get_by_label("How was it?").fill("Quick and tidy.")
        look(customer, "customer-finishes")

    steps.act(customer, "Finish", rate)
    expect(customer.get_by_role("heading", name="The work is done")).to_be_visible(timeout=LIVE)
    expect(provider.get_by_role("heading", name="The work is done")).to_be_visible(timeout=LIVE)
    look(customer, "customer-done")
    look(provider, "provider-done")

    read_the_record(dispatcher, number, device)
    look(dispatcher, "dispatcher-record")


def book(customer: Page, look: Callable[[Page, str], None]) -> str:
    """Four steps, each looked at: who, what, when, yes."""
    customer.goto("/providers/?category=leak-repair")
    look(customer, "customer-searches")
    card = customer.locator("article.provider", has=customer.get_by_role("heading", name="Raj"))
    card.locator(".slots a").first.click()
    customer.wait_for_url("**/book/**")
    look(customer, "customer-books-what")
    steps.say_what(customer, "The tap in the kitchen drips.")
    look(customer, "customer-books-who")
    customer.get_by_role("button", name="Continue").click()
    customer.wait_for_url("**/confirm/**")
    look(customer, "customer-books-confirm")
    customer.get_by_role("button", name=re.compile("^Book for")).click()
    customer.wait_for_url(re.compile(r"/jobs/\d+/$"))
    return customer.url


def talk(customer: Page, provider: Page) -> None:
    steps.say(customer, "The gate is open, first floor.")
    steps.hears(provider, "The gate is open, first floor.")
    steps.say(provider, "On my way.")
    steps.hears(customer, "On my way.")


def open_on_the_board(dispatcher: Page, number: str) -> None:
    dispatcher.goto("/admin/jobs/job/board/")
    expect(dispatcher.get_by_text(number)).to_be_visible(timeout=LIVE)
    steps.is_live(dispatcher)


def lane_shows(dispatcher: Page, state: str, number: str) -> None:
    lane = dispatcher.locator(f"[data-lane={state}]", has_text=number)
    expect(lane).to_be_visible(timeout=LIVE)


def read_the_record(dispatcher: Page, number: str, device: Device) -> None:
    """Who did what, when."""
    dispatcher.get_by_role("link", name=number).first.click()
    dispatcher.wait_for_url(re.compile(r"/admin/jobs/job/\d+/$"))
    if device.width < 600:  # narrow screens keep it folded away
        dispatcher.locator("[data-side-panel-toggle=timeline]").click()
    timeline = dispatcher.locator("#timeline")
    expect(timeline).to_be_visible()
    for what, who in (
        ("Book", "Asha Rao"),
        ("Accept", "Raj Verma"),
        ("Start work", "Raj Verma"),
        ("Finish", "Asha Rao"),
    ):
        expect(timeline.locator("li", has_text=what).filter(has_text=who).first).to_be_visible()
