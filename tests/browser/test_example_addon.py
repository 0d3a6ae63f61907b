"""The example addon, installed and switched on: a customer claims, the desk sees it and settles."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser import steps
from tests.browser.conftest import Device
from tests.browser.demo_site import DemoSite
from tests.browser.desk import DESK, JOBS, Enter, Snap, row
from tests.browser.guards import check_with_axe
from tests.browser.steps import LIVE
from tests.deployment import Deployment

PACKAGE = Path(__file__).parents[1] / "example_addon"
PHONE = Device(390)
FAULT = "It drips again, and more than before."
# Of somebody who reads English, the last piece of work that is done.
DONE = """
    SELECT job.id, person.email FROM jobs_job job JOIN accounts_user person
    ON person.id = job.customer_id WHERE job.state = 'completed' AND person.language = 'en'
    ORDER BY job.state_since DESC LIMIT 1
"""


class Done(NamedTuple):
    key: int
    email: str

    @property
    def number(self) -> str:
        return f"J-{self.key:06d}"

    @property
    def customer(self) -> str:
        return self.email.removesuffix("@example.com")


@pytest.fixture(scope="module")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """The demo of a deployment that has installed the addon."""
    folder = tmp_path_factory.mktemp("warranty")
    deployment = Deployment(folder, addons=("jobs", "recurring", "website"))
    deployment.install(PACKAGE)
    deployment.manage("addons", "enable", "warranty")
    site = DemoSite(prepared, deployment.environment)
    # The demo's work is confirmed, by an addon that is off here.
    deployment.manage("relocate")
    deployment.manage("migrate", "--verbosity", "0")
    with site.runs():
        yield site


@pytest.fixture(scope="module")
def signed_in() -> dict[str, Any]:
    """Nobody yet: the people of this site are not those of the other tests'."""
    return {}


@pytest.fixture
def done(site: DemoSite) -> Done:
    with closing(sqlite3.connect(Path(site.environment["DATA"], "db.sqlite3"))) as database:
        return Done(*database.execute(DONE).fetchone())


def test_a_claim_reaches_the_desk_and_comes_back_settled(
    enter: Enter, snap: Snap, done: Done
) -> None:
    customer, desk = enter(done.customer, PHONE), enter("dispatcher", DESK)

    def look(page: Page, device: Device, name: str) -> None:
        check_with_axe(page)
        snap(page, device, f"warranty-{name}")

    desk.goto("/admin/")
    tile = desk.locator(".c-need", has_text="Warranty claims")
    expect(tile).to_contain_text("No claim is open.")

    customer.goto(f"/jobs/{done.key}/")
    look(customer, PHONE, "finished")
    steps.act(customer, "Claim the warranty", say_what_is_wrong)
    expect(customer.get_by_role("heading", name="Under warranty")).to_be_visible(timeout=LIVE)
    look(customer, PHONE, "claimed")
    expect(tile.get_by_role("link", name=done.number)).to_be_visible(timeout=LIVE)
    look(desk, DESK, "tile")

    customer.goto("/jobs/?show=past")
    customer.get_by_role("button", name="Your account").click()
    customer.locator("#account-menu").get_by_role("link", name="Warranty").click()
    customer.wait_for_url("**/warranty/")
    look(customer, PHONE, "page")
    customer.locator("main").get_by_role("link", name=FAULT).click()
    customer.wait_for_url(f"**/jobs/{done.key}/")

    find_in_the_list(desk, done)
    look(desk, DESK, "list")
    row(desk).locator("td.title a").click()
    desk.wait_for_url(f"**{JOBS}{done.key}/")
    expect(desk.locator(".c-panel", has_text="Warranty")).to_contain_text(FAULT)
    look(desk, DESK, "record")

    desk.locator(".c-actions").get_by_role("button", name="Settle the claim").click()
    expect(desk.locator(".c-title .c-state")).to_have_text("Completed", timeout=LIVE)
    expect(customer.get_by_role("heading", name="The work is done")).to_be_visible(timeout=LIVE)
    expect(customer.locator("[data-unread]")).to_be_visible()
    customer.get_by_role("link", name="Notifications").click()
    expect(customer.get_by_text(f"{done.number}: put right")).to_be_visible()


def say_what_is_wrong(dialog: Any) -> None:
    dialog.get_by_label("What is wrong again?").fill(FAULT)


def find_in_the_list(desk: Page, done: Done) -> None:
    """From the tile to the jobs under warranty, by the addon's column; its filter leaves it out."""
    desk.get_by_role("link", name="Warranty claims").click()
    desk.wait_for_url("**state=claimed")
    expect(row(desk)).to_have_count(1)
    expect(row(desk)).to_contain_text(FAULT)
    desk.goto(f"{JOBS}?state=claimed&unclaimed=true")
    expect(row(desk)).to_have_count(0)
    desk.goto(f"{JOBS}?state=claimed&unclaimed=false")
    expect(row(desk)).to_contain_text(done.number)
