"""A page on every device: it fits, axe finds nothing, and a picture of it is kept."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Device
from tests.browser.desk import Snap
from tests.browser.guards import check_with_axe

EVERY = [Device(width, scheme) for width in (390, 1366) for scheme in ("light", "dark")]
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def look(page: Page, snap: Snap, name: str, devices: list[Device] = EVERY) -> None:
    """On each device, without loading the page again."""
    # What is closed has not been fetched yet.
    expect(page.locator("[aria-busy=true]:visible")).to_have_count(0)
    for device in devices:
        page.set_viewport_size(device.options["viewport"])
        page.emulate_media(color_scheme=device.scheme)
        assert page.evaluate(SIDEWAYS) <= 0, f"{page.url} scrolls sideways at {device}"
        check_with_axe(page)
        snap(page, device, name)
