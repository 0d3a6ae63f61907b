"""An agent's hour at the desk, by keyboard alone; two at one ticket; a phone; a lost connection."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Device
from tests.browser.desk import BOTH, DESK, Enter, Snap
from tests.browser.guards import Guard, check_with_axe
from tests.browser.steps import LIVE, is_live, is_told

pytestmark = pytest.mark.needs("desk")
URL = "/admin/desk/?view=all"
COUNT_CLICKS = "window.clicks = 0; addEventListener('mousedown', () => clicks++, true);"
# What is pressed until the dialog's own button is reached.
MOST_TABS = 20


def opened(page: Page) -> str:
    """The number of the ticket that is open."""
    return page.locator("#desk-ticket .d-facts a").first.inner_text()


def press_to(page: Page, key: str) -> str:
    """Go on, until another ticket stands there."""
    before = page.locator("#desk").get_attribute("data-ticket") or ""
    page.keyboard.press(key)
    expect(page.locator("#desk")).not_to_have_attribute("data-ticket", before)
    key = page.locator("#desk").get_attribute("data-ticket") or ""
    expect(page.locator(f"#desk-open[data-key='{key}'] #desk-text")).to_be_visible()
    is_live(page)
    return opened(page)


def write(page: Page, key: str, text: str) -> None:
    page.keyboard.press(key)
    expect(page.locator("#desk-text")).to_be_focused()
    page.keyboard.type(text)


def send_dialog(page: Page) -> None:
    """By Tab to the button, as one does who has no mouse."""
    for _tab in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('#dialog [type=submit]')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()


def prepare(page: Page) -> None:
    """A macro of a note and tags, and a prepared reply."""
    page.goto("/admin/desk/macros/new/")
    page.locator("#id_name").fill("Look into it")
    page.locator("#id_name").press("Enter")
    page.wait_for_url(re.compile(r"/macros/\d+/$"))
    address = page.url
    page.goto(f"{address}add/note/")
    page.locator("#id_text").fill("{{ agent.name }} looks into {{ ticket.number }}.")
    page.locator("main [type=submit]").press("Enter")
    page.wait_for_url(address)
    page.goto(f"{address}add/tags/")
    page.locator("#id_tags").fill("looked-at")
    page.locator("#id_tags").press("Enter")
    page.wait_for_url(address)
    check_with_axe(page)
    page.goto("/admin/desk/prepared/new/")
    page.locator("#id_name").fill("Patience")
    page.locator("#id_text").fill("Dear {{ customer.name }}, we are on it.")
    page.locator("#id_name").press("Enter")
    expect(page.locator(".messages .success")).to_be_visible()
    check_with_axe(page)


def test_an_agents_hour_by_keyboard_alone(enter: Enter, snap: Snap):
    """Long, because it is one story, and each step stands on the one before."""
    page = enter("agent", DESK)
    page.add_init_script(COUNT_CLICKS)
    prepare(page)
    page.goto(URL)
    is_live(page)
    check_with_axe(page)
    first = press_to(page, "j")
    second = press_to(page, "j")
    assert first != second
    assert press_to(page, "k") == first
    check_with_axe(page)
    snap(page, DESK, "desk-open")

    # What is half written waits, also for another day.
    write(page, "r", "Dear customer")
    expect(page.locator("#desk-saved")).to_have_text("Draft saved")
    page.goto("/admin/")
    page.goto(f"{URL}&ticket={int(first.split('-')[1])}")
    expect(page.locator("#desk-text")).to_have_value("Dear customer")
    is_live(page)
    page.keyboard.press("r")
    page.keyboard.press("End")
    page.keyboard.type(", we are on it.")
    page.keyboard.press("Control+Enter")
    # The next one is there, and the reply can still be taken back.
    expect(page.locator("#desk-ticket .d-facts a").first).to_have_text(second)
    expect(page.locator("#desk-held")).to_contain_text(first)
    page.keyboard.press("z")
    expect(page.locator("#desk-ticket .d-facts a").first).to_have_text(first)
    expect(page.locator("#desk-text")).to_have_value("Dear customer, we are on it.")
    expect(page.locator("#desk-held")).to_be_hidden()
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#desk-ticket .d-facts a").first).to_have_text(second)
    expect(page.locator("#desk-held")).to_be_hidden(timeout=LIVE)
    assert press_to(page, "k") == first
    expect(page.locator("#desk-log")).to_contain_text("Dear customer, we are on it.")

    # A note, a prepared reply, a macro, and the dialogs of the ticket's own page.
    write(page, "n", "Call the workshop.")
    page.keyboard.press("Control+Enter")
    note = page.locator("#desk-log .internal", has_text="Call the workshop.")
    expect(note).to_be_visible(timeout=LIVE)
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    expect(page.locator("#desk-find")).to_be_focused()
    page.keyboard.type("patience")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-text")).to_have_value(re.compile("^Dear .+, we are on it.$"))
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    expect(page.locator("#desk-forecast")).to_contain_text(f"looks into {first}")
    check_with_axe(page)
    snap(page, DESK, "desk-macro")
    page.locator("#dialog [type=submit]").press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#desk-ticket")).to_contain_text("looked-at")
    go_to_open_one(page)
    page.keyboard.press("a")
    expect(page.locator("#dialog select, #dialog .c-pick").first).to_be_visible()
    page.keyboard.press("End")
    send_dialog(page)
    page.keyboard.press("e")
    expect(page.locator("#dialog textarea")).to_be_visible()
    page.locator("#dialog select[name=to]").press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("It is hard.")
    send_dialog(page)
    is_told(page)

    page.keyboard.press("x")
    expect(page.locator("[data-bulk]")).to_be_visible()
    check_with_axe(page)
    assert page.evaluate("clicks") == 0


def go_to_open_one(page: Page) -> None:
    """The first that can still be given to somebody."""
    while not page.locator("#desk-ticket [data-key=a]:not([aria-disabled])").count():
        press_to(page, "j")


def test_who_answers_second_reads_the_first_answer_before(enter: Enter, guard: Guard, snap: Snap):
    kavya, rohan = enter("agent", DESK), enter("agent2", DESK)
    for page in (kavya, rohan):
        page.goto(URL)
        is_live(page)
        press_to(page, "j")
    rohan.keyboard.press("r")
    expect(kavya.locator("#desk-presence")).to_contain_text("is writing", timeout=LIVE)
    rohan.keyboard.type("I have an answer.")
    write(kavya, "r", "So have I.")
    kavya.keyboard.press("Control+Enter")
    expect(kavya.locator("#desk-held")).to_be_visible()
    rohan.keyboard.press("Control+Enter")
    warning = rohan.locator("#desk-warning")
    expect(warning).to_contain_text("So have I.")
    expect(warning).to_be_focused()
    check_with_axe(rohan)
    snap(rohan, DESK, "desk-warning")
    rohan.keyboard.press("Tab")
    rohan.keyboard.press("Enter")
    expect(rohan.locator("#desk-held")).to_be_visible()
    guard.forgive("status of 409")


def test_a_lost_connection_keeps_the_text_and_sends_it_once(enter: Enter, guard: Guard):
    page = enter("agent", DESK)
    page.goto(URL)
    is_live(page)
    press_to(page, "j")
    press_to(page, "j")  # one to which nobody else is just writing
    page.locator("#after-sending").select_option("stay")
    write(page, "r", "Sent when it can be.")
    page.context.set_offline(True)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#desk-warning")).to_contain_text("Not sent")
    expect(page.locator("#desk-text")).to_have_value("Sent when it can be.")
    page.context.set_offline(False)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#desk-text")).to_have_value("")
    said = page.locator("#desk-log .mine", has_text="Sent when it can be.")
    expect(said).to_have_count(1, timeout=LIVE)
    guard.forgive("ERR_INTERNET_DISCONNECTED", "WebSocket", "console: htmx:")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_one_pane_at_a_time(enter: Enter, snap: Snap, scheme: str):
    device = Device(390, scheme)
    page = enter("agent", device)
    page.goto(URL)
    is_live(page)
    panes = {
        "list": page.locator("#desk-list"),
        "thread": page.locator("#desk-open"),
        "views": page.locator(".d-views"),
        "customer": page.locator("#desk-customer"),
    }

    def only(name: str) -> None:
        for each, pane in panes.items():
            expect(pane).to_be_visible() if each == name else expect(pane).to_be_hidden()
        wide = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(wide) <= 0
        check_with_axe(page)
        snap(page, device, f"desk-{name}")

    only("list")
    page.locator("#desk-list [data-pane-to=views]").click()
    only("views")
    page.locator("#desk-views a").last.click()
    only("list")
    page.locator("#desk-rows [data-open]").first.click()
    only("thread")
    page.locator("[data-pane-to=customer]").click()
    expect(panes["customer"]).not_to_contain_text("Loading")
    only("customer")
    page.locator("#desk-customer [data-pane-to]").click()
    page.go_back()
    only("list")


@pytest.mark.parametrize("device", BOTH, ids=str)
def test_files_go_with_a_reply_and_wait_with_its_draft(enter: Enter, snap: Snap, device: Device):
    page = enter("agent", device)
    page.goto(URL)
    is_live(page)
    page.locator("#desk-rows [data-open]").first.click()
    files = page.locator("#desk-files")
    for name in ("bill.txt", "gate.txt"):
        sent = {"name": name, "mimeType": "text/plain", "buffer": b"Twice 500.00"}
        page.locator("#desk-file").set_input_files([sent])
        expect(files.get_by_role("link", name=name)).to_be_visible()
    wrong = {"name": "page.html", "mimeType": "text/html", "buffer": b"<html><script>1</script>"}
    page.locator("#desk-file").set_input_files([wrong])
    expect(files.locator(".c-notice")).to_be_visible()
    check_with_axe(page)
    snap(page, device, "desk-files")

    page.reload()
    files.get_by_role("button", name="Do not send gate.txt").click()
    expect(files.get_by_role("link")).to_have_count(1)
    key = page.locator("#desk-open").get_attribute("data-key")
    page.locator("#desk-text").fill("Here is the bill.")
    page.locator("#desk-send").click()
    expect(page.locator("#desk-held")).to_be_visible()
    expect(page.locator("#desk-held")).to_be_hidden(timeout=LIVE)
    page.goto(f"{URL}&ticket={key}")
    said = page.locator("#desk-log .mine", has_text="Here is the bill.").last
    expect(said.get_by_role("link", name="bill.txt")).to_be_visible()
