"""What people do on the pages, by the words they read there."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

# Live means at once; a busy machine may take longer. How fast it is, the benchmarks say.
LIVE = 30_000
# Where the customer is asked to confirm the work.
FINISH = "Finish and ask to confirm"
CONFIRM = "Yes, everything is done"
# What `notes.js` kept of the page.
TOLD = """([text, level]) => told.some(
    (each) => each.text.includes(text) && (!level || each.level === level))"""
HEARS = """() => [...document.querySelectorAll("[data-live-topic]")].every(
    (each) => subscribed.has(each.dataset.liveTopic))"""


def book(
    page: Page, provider: str, *, text: str = "The tap in the kitchen drips.", pay: str = ""
) -> str:
    """From the search to the job's page in four steps; returns the job's address."""
    page.goto("/providers/?category=leak-repair")
    card = page.locator("article.provider", has=page.get_by_role("heading", name=provider))
    card.locator(".slots a").first.click()
    say_what(page, text)
    choose_now(page, provider)
    if pay:
        page.locator(f"input[name=payment_method][value={pay}]").check(force=True)
    page.get_by_role("button", name=re.compile("^Book for")).click()
    page.wait_for_url(re.compile(r"/jobs/\d+/$"))
    return page.url


def book_and_accept(customer: Page, provider: Page, name: str) -> None:
    """The provider is on duty, asked, and accepts."""
    end_what_is_open(customer)
    be_on_duty(provider)
    book(customer, name)
    provider.goto("/pro/")
    act(provider, "Accept")


def say_what(page: Page, text: str) -> None:
    """Nothing has to be typed: where, who to call and what it costs are known."""
    if text:
        page.get_by_label("Anything they should know?").fill(text)
    page.get_by_role("button", name="See who is free").click()
    page.wait_for_url("**/who/**")


def choose_now(page: Page, provider: str) -> None:
    # Late in the evening the first free time is tomorrow's; "now" stands on today's page.
    page.locator(".days a").first.click()
    page.wait_for_url("**/who/?day=*")
    card = page.locator("article.provider", has=page.get_by_role("heading", name=provider))
    card.locator(".slot", has_text="Now").click()
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/confirm/**")


def act(page: Page, label: str, fill: Callable[[Locator], object] = lambda dialog: None) -> None:
    """Press an action, fill in its dialog and send it."""
    page.get_by_role("link", name=label, exact=True).first.click()
    dialog = page.locator("#dialog")
    expect(dialog.locator("[type=submit]")).to_be_visible()
    fill(dialog)
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()


def is_told(page: Page, text: str = "", *, level: str = "") -> None:
    """By a message that was seen, though it may have gone by itself since."""
    page.wait_for_function(TOLD, arg=[text, level])


def is_live(page: Page) -> None:
    """From here on the page is told of what changes."""
    page.wait_for_function(HEARS)


def be_on_duty(page: Page) -> None:
    """On the page of offers, and seen; who has just finished work is not yet."""
    page.goto("/pro/")
    if page.get_by_role("link", name="Go on duty").count():
        act(page, "Go on duty")
        page.goto("/pro/")


def say(page: Page, text: str) -> None:
    box = page.get_by_placeholder("Write a message")
    box.fill(text)
    box.press("Enter")
    expect(page.locator(".bubble.mine", has_text=text)).to_be_visible(timeout=LIVE)


def hears(page: Page, text: str) -> None:
    expect(page.locator(".bubble", has_text=text)).to_be_visible(timeout=LIVE)


def end_what_is_open(page: Page) -> None:
    """Cancels what an earlier, failed test has left behind, so that it fails alone."""
    page.goto("/jobs/")
    for address in page.locator("#job-list a").evaluate_all("all => all.map(a => a.href)"):
        page.goto(address)
        if page.get_by_role("link", name="Cancel", exact=True).count():
            act(page, "Cancel", lambda dialog: dialog.locator("textarea").fill("Not needed."))
