"""Every page of the console can be read by everybody, on a phone and at a desk, by day and by night."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk import BOTH, DESK, JOBS, Enter, Snap, open_first
from tests.browser.looks import EVERY, look

PAGES = {
    "home": "/admin/",
    "list": JOBS,
    "filtered": f"{JOBS}?view=under_way&q=a",
    "groups": f"{JOBS}?group=state",
    "board": f"{JOBS}board/",
    "new": f"{JOBS}new/",
    "providers": "/admin/providers/provider/",
    "offers": "/admin/jobs/offer/",
    "search": "/admin/search/?q=ra",
    "people": "/admin/users/",
    "caller": "/admin/new-caller/",
    "flows": "/admin/system-flows/",
    "flow": "/admin/system-flows/jobs.job/",
    "schedules": "/admin/system-schedules/",
    "effects": "/admin/system-effects/",
    "addons": "/admin/system-addons/",
    "categories": "/admin/catalog/categories/",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_readable_and_fits(enter: Enter, snap: Snap, name: str):
    page = enter("admin", DESK)
    page.goto(PAGES[name])
    look(page, snap, f"console-{name}", EVERY if name in ("home", "list", "board") else BOTH)


def test_a_record_is_readable_with_what_stands_beside_it(enter: Enter, snap: Snap):
    page = enter("admin", DESK)
    open_first(page, f"{JOBS}?view=under_way")
    expect(page.locator("#timeline")).to_be_visible()
    look(page, snap, "console-record")
    page.set_viewport_size(DESK.options["viewport"])
    page.locator("[data-side-panel-toggle=flow]").click()
    expect(page.locator(".c-picture svg")).to_be_visible()
    look(page, snap, "console-diagram", BOTH)
