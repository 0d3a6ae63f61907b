"""Work that its customer does not confirm: asked on a phone, followed up at the desk, confirmed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.desk import BOTH, Enter, row
from tests.browser.guards import Guard, check_with_axe
from tests.browser.steps import LIVE

pytestmark = pytest.mark.needs("completion")

QUEUE = "/admin/completion/completionrequest/"


@pytest.fixture
def silent(enter: Enter) -> Page:
    """Bala's page of a job that Raj has finished; Bala says nothing."""
    customer, provider = enter("bala"), enter("raj", Device(390, "dark"))
    steps.book_and_accept(customer, provider, "Raj")
    steps.act(provider, "Start work")
    steps.act(provider, steps.FINISH, lambda dialog: check_with_axe(provider))
    expect(customer.get_by_role("link", name=steps.CONFIRM)).to_be_visible(timeout=LIVE)
    check_with_axe(customer)
    check_with_axe(provider)
    return customer


@pytest.mark.parametrize("device", BOTH, ids=str)
def test_silence_becomes_an_answer(
    enter: Enter, silent: Page, device: Device, guard: Guard
) -> None:
    desk = enter("agent", device)
    desk.goto(f"{QUEUE}?view=open")
    row(desk).filter(has_text="Bala").last.locator("td.title a").click()
    desk.wait_for_url(re.compile(r"/\d+/$"))
    request = desk.url
    begin(desk, "Follow up")
    send(desk)
    desk.wait_for_url(request)
    expect(desk.get_by_role("link", name="End the follow-up")).to_be_visible()
    check_with_axe(desk)

    desk.goto(QUEUE)
    mine = row(desk).filter(has_text="Bala").first
    mine.get_by_role("button", name="Call: no answer").click()
    expect(mine).to_contain_text("1/3", timeout=LIVE)
    check_with_axe(desk)

    desk.goto(request)
    begin(desk, "End the follow-up")
    form = desk.locator("main form")
    form.locator("select").select_option("unreachable")
    form.locator("textarea").first.fill("Nobody answers.")
    send(desk)
    expect(desk.get_by_text("2 more attempts are needed")).to_be_visible()
    guard.forgive("409")
    form.locator("select").select_option("customer_confirmed")
    send(desk)
    desk.wait_for_url(request)
    expect(silent.get_by_role("link", name=steps.CONFIRM)).to_have_count(0, timeout=LIVE)


def begin(desk: Page, label: str) -> None:
    desk.get_by_role("link", name=label, exact=True).first.click()
    desk.wait_for_url("**/do/**")


def send(desk: Page) -> None:
    desk.locator("main form [type=submit]").first.click()
