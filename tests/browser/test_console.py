"""The console in a browser: what the people at the desk do all day."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Device
from tests.browser.desk import BOTH, DESK, JOBS, Enter, Snap, open_first, row
from tests.browser.guards import Guard, check_with_axe
from tests.browser.steps import LIVE, is_live, is_told

# Expected refusals stand in the browser's own log.
REFUSALS = ("status of 409", "status of 422")
OUTLINED = "each => getComputedStyle(each).outlineStyle !== 'none'"


# --- a day at the desk -----------------------------------------------------------------------------


@pytest.mark.parametrize("device", BOTH, ids=str)
def test_a_caller_is_helped_from_the_first_ring_to_the_end(
    enter: Enter, guard: Guard, snap: Snap, device: Device
):
    """Long, because it is one story, and each step stands on the one before."""
    page, colleague = enter("dispatcher", device), enter("admin", DESK)
    phone = f"+91999990{device.width:04}"
    page.goto("/admin/new-caller/")
    page.locator("#id_name").fill(f"Mohan Lal {device.width}")
    page.locator("#id_phone").fill(phone)
    page.locator("main [type=submit]").click()
    expect(page.locator(".messages .success")).to_be_visible()

    colleague.goto(JOBS)
    is_live(colleague)
    page.goto(f"{JOBS}new/")
    page.locator("#id_category").select_option("plumbing")
    for field, text in {
        "description": "The kitchen tap drips.",
        "address": "14 Lantern Lane",
        "area": "Gole Market",
        "latitude": "28.6304",
        "longitude": "77.2177",
    }.items():
        page.locator(f"#id_{field}").fill(text)
    page.locator("#id_payment_method").select_option("cash")
    choose(page, "customer", f"Mohan Lal {device.width}")
    page.locator("main [type=submit]").click()
    page.wait_for_url(re.compile(rf"{JOBS}\d+/$"))
    expect(page.locator(".c-facts", has_text=phone)).to_be_visible()
    # Who has the list open is told, and nothing moves under the pointer.
    expect(colleague.locator("[data-fresh]")).to_be_visible(timeout=LIVE)

    page.locator(".c-actions > .button").first.click()
    page.locator("#dialog .c-hits label").first.click()
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#dialog")).to_be_hidden()
    is_told(page)
    expect(page.locator(".c-title .c-state[data-tone=assigned]")).to_be_visible(timeout=LIVE)

    timeline = page.locator("[data-side-panel-toggle=timeline]")
    if device.width < 600:
        timeline.click()
    page.locator(".c-composer textarea").fill("Ring twice.")
    page.locator(".c-note-kind.sees").click()
    page.locator(".c-composer [type=submit]").click()
    seen = page.locator("#timeline li", has_text="Ring twice.")
    expect(seen.locator(".c-badge.sees")).to_be_visible(timeout=LIVE)
    if device.width < 600:
        timeline.click()

    page.locator(".c-more").click()
    page.locator("#actions-menu [data-tone=danger][data-dialog]").last.click()
    page.locator("#dialog textarea").fill("")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#dialog [aria-invalid=true]")).to_be_focused()
    page.locator("#dialog textarea").fill("It stopped by itself.")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator(".c-title .c-state[data-tone=cancelled]")).to_be_visible(timeout=LIVE)
    guard.forgive(*REFUSALS)


def choose(page: Page, field: str, text: str) -> None:
    page.locator(f"#id_{field}").fill(text)
    hit = page.locator(f"#id_{field}-hits label", has_text=text).first
    expect(hit).to_be_visible()
    hit.click()


def test_each_sees_who_else_is_there_and_what_they_write(enter: Enter):
    page, colleague = enter("dispatcher", DESK), enter("admin", DESK)
    address = open_first(page, f"{JOBS}?view=under_way")
    is_live(page)
    colleague.goto(address)
    expect(page.locator("[data-viewers] li")).to_be_visible(timeout=LIVE)
    colleague.locator(".c-composer textarea").fill("Heard it.")
    colleague.locator(".c-composer [type=submit]").click()
    expect(page.locator("#timeline li", has_text="Heard it.")).to_be_visible(timeout=LIVE)
    colleague.goto("/admin/")
    expect(page.locator("[data-viewers] li")).to_have_count(0, timeout=LIVE)


def test_a_row_that_changes_flashes_where_it_stands(enter: Enter):
    page, colleague = enter("dispatcher", DESK), enter("admin", DESK)
    page.goto(f"{JOBS}?view=under_way")
    is_live(page)
    first = row(page).first
    key = str(first.get_attribute("id"))
    area = move_elsewhere(colleague, first)
    expect(page.locator(f"#{key}.flash", has_text=area)).to_be_visible(timeout=LIVE)


def test_a_row_that_could_not_be_fetched_is_fetched_later(enter: Enter, guard: Guard):
    page, colleague = enter("dispatcher", DESK), enter("admin", DESK)
    page.goto(f"{JOBS}?view=under_way")
    is_live(page)
    first = row(page).first
    key = str(first.get_attribute("id"))
    rows = re.compile(r"/rows/\?id=")
    page.route(rows, lambda route: route.abort())
    with page.expect_event("requestfailed", lambda failed: bool(rows.search(failed.url))):
        area = move_elsewhere(colleague, first)
    page.unroute(rows)
    expect(page.locator(f"#{key}.flash", has_text=area)).to_be_visible(timeout=LIVE)
    guard.forgive("ERR_FAILED")


def move_elsewhere(colleague: Page, row: Locator) -> str:
    """The colleague writes another area into the job of the row."""
    area = f"Sector {time.time():.0f}"
    colleague.goto(str(row.locator("td.title a").get_attribute("href")))
    colleague.locator(".c-more").click()
    colleague.locator("#actions-menu [data-dialog$='/edit/']").click()
    colleague.locator("#dialog #id_area").fill(area)
    colleague.locator("#dialog [type=submit]").click()
    return area


# --- many at once ------------------------------------------------------------------------------------


def test_a_list_is_narrowed_grouped_kept_and_taken_away(enter: Enter):
    page = enter("dispatcher", DESK)
    page.goto("/admin/")
    page.locator(".c-need h3 a").first.click()
    page.wait_for_url("**view=**")
    page.goto(JOBS)
    page.get_by_label("Show filters").click()
    page.get_by_role("button", name="State").click()
    page.get_by_label("Confirmed", exact=True).check()
    page.wait_for_url("**state=verified**")
    page.keyboard.press("Escape")
    states = row(page).locator(".c-state")
    expect(states.filter(has_not_text="Confirmed")).to_have_count(0)

    page.get_by_role("button", name="Group").click()
    page.locator("#group-menu").get_by_role("link", name="Service").click()
    page.wait_for_url("**group=category**")
    group = page.locator(".c-group").first
    count = int(group.locator(".c-count").inner_text())
    group.locator("summary").click()
    expect(group.locator("tbody tr")).to_have_count(count)

    page.get_by_role("button", name="Save this view").click()
    page.locator("#dialog #id_name").fill("Done, by service")
    page.locator("#dialog [type=submit]").click()
    page.wait_for_url("**view=saved-**")
    expect(page.locator(".c-tabs a[aria-current]")).to_contain_text("Done, by service")
    expect(page.locator(".c-group").first).to_be_visible()

    page.get_by_role("button", name="Actions").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Name,State,") and all(",Confirmed," in line for line in lines[1:])

    page.once("dialog", lambda asked: asked.accept())
    page.locator(".c-tabs button[hx-post]").click()
    expect(page.locator(".c-tabs a", has_text="Done, by service")).to_have_count(0)


def test_all_that_match_are_those_that_the_list_shows(enter: Enter):
    page = enter("dispatcher", DESK)
    page.goto(f"{JOBS}?view=under_way&state=assigned")
    matching = page.locator("[data-matching]").get_attribute("data-matching")
    page.locator("[data-all]").check()
    expect(page.locator("[data-bulk-count]")).to_have_text(str(row(page).count()))
    page.locator("#bulk-options button[data-dialog*='/cancel/']").click()
    expect(page.locator("#dialog .c-lead")).to_contain_text(f"of {matching} job")
    check_with_axe(page)
    page.keyboard.press("Escape")
    page.locator("[data-bulk-none]").click()
    expect(page.locator("[data-bulk]")).to_be_hidden()


def test_many_are_done_at_once_and_counted(enter: Enter):
    page = enter("dispatcher", DESK)
    page.goto(f"{JOBS}?view=under_way&state=assigned")
    for box in row(page).locator("[name=id]").all()[:2]:
        box.check()
    page.locator("#bulk-options button[data-dialog*='/unassign/']").click()
    page.locator("#dialog textarea").fill("The van broke down.")
    page.locator("#dialog [type=submit]").click()
    expect(page.locator("#dialog")).to_contain_text("2 jobs done")


def test_the_keyboard_alone_takes_a_job_from_the_search_to_its_end(enter: Enter, guard: Guard):
    page = enter("dispatcher", DESK)
    page.goto(JOBS)
    name = row(page).filter(has_text="Assigned").first.locator("td.title").inner_text()
    tab_to(page, "#id_q")
    page.wait_for_function("document.body.classList.contains('ready')")
    page.locator("#id_q").press_sequentially(name)
    expect(row(page)).to_have_count(1)
    page.wait_for_url(f"**q={name}**")  # no answer is still to come
    tab_to(page, "td.title a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"{JOBS}\d+/$"))

    tab_to(page, ".c-more")
    page.keyboard.press("Enter")
    expect(page.locator("#actions-menu button:focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".c-more")).to_be_focused()
    page.keyboard.press("Enter")
    walk_to(page, "#actions-menu [data-dialog*='/cancel/']", key="ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog textarea")).to_be_focused()
    page.keyboard.type("They found somebody themselves.")
    tab_to(page, "#dialog [type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    is_told(page, "The booking is cancelled.")
    expect(page.locator(".c-title .c-state[data-tone=cancelled]")).to_be_visible(timeout=LIVE)


def tab_to(page: Page, selector: str) -> None:
    """With the Tab key, and what has the focus can be seen to have it."""
    walk_to(page, selector, key="Tab")
    assert page.locator(selector).first.evaluate(OUTLINED), f"{selector} does not show the focus"


def walk_to(page: Page, selector: str, *, key: str) -> None:
    target = page.locator(selector).first
    expect(target).to_be_visible()
    for _ in range(60):
        if target.evaluate("each => each === document.activeElement"):
            break
        page.keyboard.press(key)
    expect(target).to_be_focused()
