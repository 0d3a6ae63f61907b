"""A picture and a file go with a message: chosen, taken back, sent, and shown on the other side."""

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

Enter = Callable[..., Page]


@pytest.fixture
def sides(enter: Enter) -> tuple[Page, Page]:
    """Bala on a phone and Raj, who has accepted."""
    customer, provider = enter("bala"), enter("raj", Device(1366, "dark"))
    steps.book_and_accept(customer, provider, "Raj")
    return customer, provider


def picture(name: str) -> FilePayload:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def text(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content}


def test_photos_and_files_go_with_a_message(sides: tuple[Page, Page], guard: Guard) -> None:
    customer, provider = sides
    composer = customer.locator("form.composer")
    files = composer.get_by_label("Add photos or files")
    chosen = composer.get_by_role("list", name="Chosen files").get_by_role("listitem")
    files.set_input_files([picture("leak.png"), picture("wrong.png")])
    files.set_input_files(text("gate.txt", b"The gate code is 1234"))
    expect(chosen).to_have_text(["leak.png", "wrong.png", "gate.txt"])
    composer.get_by_role("button", name="Remove wrong.png").click()
    expect(chosen).to_have_text(["leak.png", "gate.txt"])
    check_with_axe(customer)
    composer.get_by_role("button", name="Send").click()
    expect(chosen).to_have_count(0)
    for page in (customer, provider):
        bubble = page.locator(".bubble").last
        expect(bubble.get_by_role("link", name="gate.txt")).to_be_visible(timeout=LIVE)
        shown = bubble.get_by_role("img", name="leak.png")
        expect(shown).to_be_visible()
        expect(shown).to_have_js_property("naturalWidth", 640)
    check_with_axe(provider)

    files.set_input_files(text("empty.txt", b""))
    composer.get_by_role("textbox").fill("And this?")
    composer.get_by_role("button", name="Send").click()
    expect(composer.get_by_role("alert")).to_contain_text("The file is empty")
    # What was written and chosen is still there, and can be mended.
    expect(composer.get_by_role("textbox")).to_have_value("And this?")
    composer.get_by_role("button", name="Remove empty.txt").click()
    composer.get_by_role("button", name="Send").click()
    expect(composer.get_by_role("alert")).to_be_hidden()
    steps.hears(provider, "And this?")
    guard.forgive("422")
    steps.end_what_is_open(customer)


def test_choosing_and_taking_back_needs_no_mouse(sides: tuple[Page, Page]) -> None:
    customer, _provider = sides
    composer = customer.locator("form.composer")
    files = composer.get_by_label("Add photos or files")
    files.set_input_files(picture("leak.png"))
    remove = composer.get_by_role("button", name="Remove leak.png")
    remove.focus()
    customer.keyboard.press("Enter")
    expect(remove).to_have_count(0)
    expect(files).to_be_focused()
    customer.keyboard.press("Tab")
    expect(composer.get_by_role("textbox")).to_be_focused()
    steps.end_what_is_open(customer)
