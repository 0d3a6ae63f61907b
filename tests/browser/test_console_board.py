"""The board in a browser: cards moved by hand, by key and by menu, while others work on it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import DESK, JOBS, Enter, row
from tests.browser.guards import Guard, check_with_axe
from tests.browser.steps import LIVE, is_live, is_told

# Expected refusals stand in the browser's own log.
REFUSALS = ("status of 409", "status of 422")


def test_a_card_moves_by_hand_by_key_and_by_menu_or_says_why_not(enter: Enter, guard: Guard):
    page = enter("dispatcher", DESK)
    page.goto(f"{JOBS}board/")
    card = page.locator("#lane-assigned .c-card").first
    name = card.locator(".c-card-title a").inner_text()

    drag(page, card, page.locator("#lane-completed [data-cards]"))
    is_told(page, level="error")
    expect(page.locator("#lane-assigned .c-card", has_text=name)).to_be_visible()

    card = page.locator("#lane-assigned .c-card", has_text=name)
    drag(page, card, page.locator("#lane-pending [data-cards]"))
    page.locator("#dialog textarea").fill("They are ill.")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#lane-pending .c-card", has_text=name)).to_be_visible(timeout=LIVE)

    card = page.locator("#lane-pending .c-card", has_text=name)
    card.press("m")
    card.press("2")
    expect(page.locator("#dialog .c-hits")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()

    card.locator("[data-card-menu]").click()
    menu = page.locator("#card-menu")
    expect(menu.locator("[data-lanes=cancelled]")).to_be_visible()
    check_with_axe(page)
    menu.locator("[data-lanes=cancelled]").click()
    page.locator("#dialog textarea").fill("Nobody is free.")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#lane-cancelled .c-card", has_text=name)).to_be_visible(timeout=LIVE)
    guard.forgive(*REFUSALS)


def test_a_card_dropped_without_network_is_back_where_it_was(enter: Enter, guard: Guard):
    page = enter("dispatcher", DESK)
    page.goto(f"{JOBS}board/")
    card = page.locator("#lane-assigned .c-card").first
    name = card.locator(".c-card-title a").inner_text()
    page.context.set_offline(True)
    drag(page, card, page.locator("#lane-pending [data-cards]"))
    is_told(page, "No connection", level="error")
    expect(page.locator("#lane-assigned .c-card", has_text=name)).to_be_visible()
    page.locator("#lane-assigned .c-card", has_text=name).locator("[data-card-menu]").click()
    expect(page.locator("#card-menu")).to_be_hidden()
    page.context.set_offline(False)
    guard.forgive("ERR_INTERNET_DISCONNECTED", "WebSocket", "console: htmx:")


def drag(page: Page, card: Locator, lane: Locator) -> None:
    press(page, card)
    carry(page, lane)


def press(page: Page, card: Locator) -> None:
    at = card.bounding_box()
    assert at
    card.hover(position={"x": 20, "y": at["height"] - 8})  # where it has come to rest
    page.mouse.down()
    expect(card).to_have_class(re.compile("sortable-chosen"))


def carry(page: Page, lane: Locator) -> None:
    """Into the lane, which moves too where the board scrolls along."""
    for _ in range(20):
        to = lane.bounding_box()
        assert to
        page.mouse.move(to["x"] + 60, to["y"] + 60, steps=4)
        page.mouse.move(to["x"] + 60, to["y"] + 20, steps=8)
        if lane.locator(".sortable-chosen").count():
            break
    expect(lane.locator(".sortable-chosen")).to_be_visible()
    page.mouse.up()


def test_a_board_is_searched_while_it_stands_there(enter: Enter):
    page = enter("dispatcher", DESK)
    page.goto(f"{JOBS}board/")
    name = page.locator("#lane-verified .c-card-title a").first.inner_text()
    page.locator("#id_q").fill(name)
    expect(page.locator(".c-card")).to_have_count(1)
    page.wait_for_url(f"**q={name}**")
    # The list that the switch leads to is searched alike.
    page.locator(".c-switch a").first.click()
    page.wait_for_url(f"**/job/?*q={name}*")
    expect(row(page)).to_have_count(1)


def test_a_card_in_the_hand_stays_there_while_the_board_changes(enter: Enter):
    page, colleague = enter("dispatcher", DESK), enter("admin", DESK)
    page.goto(f"{JOBS}board/")
    colleague.goto(f"{JOBS}board/")
    is_live(page)
    card = page.locator("#lane-assigned .c-card").first
    name = card.locator(".c-card-title a").inner_text()
    other = colleague.locator("#lane-in_progress .c-card").first
    gone = other.locator(".c-card-title a").inner_text()

    press(page, card)
    with page.expect_response(lambda answer: "board/results" in answer.url):
        call_off(colleague, other, why="The customer is away.")
    carry(page, page.locator("#lane-pending [data-cards]"))
    page.locator("#dialog textarea").fill("They are ill.")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#lane-pending .c-card", has_text=name)).to_be_visible(timeout=LIVE)
    expect(page.locator("#lane-cancelled .c-card", has_text=gone)).to_be_visible(timeout=LIVE)


def call_off(page: Page, card: Locator, *, why: str) -> None:
    card.locator("[data-card-menu]").click()
    page.locator("#card-menu [data-lanes=cancelled]").click()
    page.locator("#dialog textarea").fill(why)
    page.locator("#dialog [type=submit]").click()
