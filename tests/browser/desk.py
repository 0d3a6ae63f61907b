"""Where things are in the console, and on what it is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.browser.conftest import Device

Enter = Callable[..., Page]
Snap = Callable[..., None]

DESK = Device(1366)
BOTH = [DESK, Device(390, "dark")]
JOBS = "/admin/jobs/job/"


def row(page: Page) -> Locator:
    return page.locator("#selection tbody tr")


def open_first(page: Page, address: str) -> str:
    """The page of the first record in the list."""
    page.goto(address)
    row(page).locator("td.title a").first.click()
    page.wait_for_url(re.compile(r"/\d+/$"))
    return page.url
