"""A customer's ticket on a phone: asked, answered live, closed, opened again and rated."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.desk import DESK, Snap
from tests.browser.guards import Guard, check_with_axe
from tests.browser.steps import LIVE

pytestmark = pytest.mark.needs("tickets")

Enter = Callable[..., Page]

PHONE = Device(390)
QUESTION = "The tap drips again"
BILL: FilePayload = {"name": "bill.txt", "mimeType": "text/plain", "buffer": b"Twice 500.00"}


def look(page: Page, snap: Snap, name: str) -> None:
    """No sideways scroll, nothing that others cannot use, and a picture."""
    check_with_axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE.width, f"{name} is {wide} wide"
    snap(page, PHONE, name)


def ask(customer: Page) -> None:
    customer.goto("/support/")
    customer.get_by_role("link", name="Ask for help").click()
    customer.get_by_label("What is it about?").fill(QUESTION)
    customer.get_by_label("Category").select_option(label="Technical")
    customer.get_by_label("What happened?").fill("It was repaired last week.")
    customer.get_by_label("Photos and files").set_input_files(BILL)
    customer.get_by_role("button", name="Send").click()
    customer.wait_for_url(re.compile(r"/support/\d+/$"))


def find(agent: Page, text: str, address: str) -> None:
    """The record of that name, on its page in the console."""
    agent.goto(address)
    agent.locator("#selection tbody tr", has_text=text).first.locator("td.title a").first.click()
    agent.wait_for_url(re.compile(r"/\d+/$"))


def write(agent: Page, text: str) -> None:
    box = agent.locator(".c-say textarea")
    box.fill(text)
    agent.locator(".c-say button[type=submit]").click()
    expect(agent.locator(".c-message", has_text=text)).to_be_visible(timeout=LIVE)


def test_a_customers_ticket_on_a_phone(enter: Enter, guard: Guard, snap: Snap) -> None:
    customer, agent = enter("meenakshi.pillai", PHONE), enter("agent", DESK)
    ask(customer)
    expect(customer.get_by_role("link", name="bill.txt")).to_be_visible()
    steps.is_live(customer)
    look(customer, snap, "ticket-asked")

    find(agent, QUESTION, "/admin/tickets/ticket/")
    write(agent, "We send somebody tomorrow. Is ten o'clock right?")
    steps.hears(customer, "Is ten o'clock right?")
    steps.say(customer, "Yes, thank you")
    expect(agent.locator(".c-message", has_text="Yes, thank you")).to_be_visible(timeout=LIVE)
    look(customer, snap, "ticket-answered")

    composer = customer.locator("form.composer")
    composer.get_by_label("Add photos or files").set_input_files(
        {"name": "gate.txt", "mimeType": "text/plain", "buffer": b"The gate code is 1234"}
    )
    composer.get_by_role("button", name="Send").click()
    expect(customer.get_by_role("link", name="gate.txt")).to_be_visible(timeout=LIVE)

    steps.act(customer, "Close")
    expect(customer.get_by_text("Closed", exact=True).first).to_be_visible(timeout=LIVE)
    steps.act(customer, "Open again")
    expect(customer.get_by_text("Closed", exact=True)).to_have_count(0, timeout=LIVE)
    steps.act(customer, "Close")
    steps.act(
        customer, "Rate our help", lambda dialog: dialog.locator("[value='5']").check(force=True)
    )
    expect(customer.get_by_text("You gave 5 stars.")).to_be_visible(timeout=LIVE)
    look(customer, snap, "ticket-rated")
    customer.goto("/support/")
    expect(customer.get_by_role("link", name=re.compile(QUESTION)).first).to_be_visible()


def test_writing_without_a_ticket_becomes_one(enter: Enter, guard: Guard, snap: Snap) -> None:
    customer, agent = enter("meenakshi.pillai", PHONE), enter("agent", DESK)
    customer.goto("/support/")
    customer.get_by_role("link", name="Write to us").click()
    customer.get_by_label("Message").fill("Do you repair ovens?")
    customer.get_by_role("button", name="Send").click()
    customer.wait_for_url(re.compile(r"/support/chat/\d+/$"))
    steps.is_live(customer)

    find(agent, "Do you repair ovens?", "/admin/tickets/enquiry/")
    write(agent, "Which one is it?")
    steps.hears(customer, "Which one is it?")
    look(customer, snap, "enquiry")
    steps.say(customer, "An old one")
    agent.get_by_role("button", name="Make it a ticket").click()
    dialog = agent.locator("#dialog")
    dialog.get_by_label("Category").select_option(label="Technical")
    dialog.locator("[type=submit]").click()
    expect(dialog).to_be_hidden()

    link = customer.locator("main .note a")
    expect(link).to_be_visible(timeout=LIVE)
    look(customer, snap, "enquiry-in-ticket")
    link.click()
    for text in ("Do you repair ovens?", "Which one is it?", "An old one"):
        expect(customer.locator(".bubble", has_text=text)).to_be_visible()


def test_the_dashboard_reads_well(enter: Enter, guard: Guard, snap: Snap) -> None:
    for device in (Device(1366), Device(390, "dark")):
        page = enter("manager", device)
        page.goto("/admin/support-dashboard/")
        expect(page.get_by_role("heading", name="By agent")).to_be_visible()
        check_with_axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= device.width
        snap(page, device, "console-support-dashboard")
