"""Real browsers on a real server: who is looking, with what device, and nothing may go wrong unseen."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.demo_site import DemoSite, build, environment_of
from tests.browser.guards import Guard

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "demo"
# The machine may be busy: patience, not a promise of speed.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("callout")
    group.addoption("--demo-data", help="a folder with the demo's data, kept between runs")
    group.addoption("--pictures", help="a folder for a picture of each step")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.needs("jobs", "website"))


@dataclass(frozen=True)
class Device:
    """How wide the screen is, and whether its owner likes it dark."""

    width: int = 390
    scheme: str = "light"

    @property
    def options(self) -> dict[str, Any]:
        is_phone = self.width < 600
        return {
            "viewport": {"width": self.width, "height": 844 if is_phone else 900},
            "color_scheme": self.scheme,
            "has_touch": is_phone,
            "locale": "en-GB",
            "timezone_id": "Asia/Kolkata",
        }

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "args": FLAGS, "headless": True}


@pytest.fixture(scope="session")
def prepared(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's data, fresh for this run unless it is kept."""
    kept = pytestconfig.getoption("--demo-data")
    folder = Path(kept) if kept else shared_folder(tmp_path_factory) / "demo"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # One builds it, the other processes of the run wait.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            build(folder)
            (folder / "built").touch()
    return folder


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run's own; each process of xdist has one within it."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoSite]:
    """The demo."""
    data = tmp_path_factory.mktemp("site")
    with DemoSite(prepared, environment_of(data)).runs() as site:
        yield site


@pytest.fixture(scope="session")
def signed_in() -> dict[str, Any]:
    """The cookies of who has signed in already, by address."""
    return {}


@pytest.fixture
def guard(site: DemoSite) -> Iterator[Guard]:
    """Fails the test on console errors, failed requests and requests to elsewhere."""
    guard = Guard(site.url)
    yield guard
    assert not guard.faults, "\n".join(guard.faults)


Enter = Callable[..., Page]


@pytest.fixture
def enter(
    browser: Browser, site: DemoSite, signed_in: dict[str, Any], guard: Guard
) -> Iterator[Enter]:
    """`enter("asha", Device(...))`: a browser of one's own, signed in through the sign-in page."""
    opened: list[BrowserContext] = []

    def enter(name: str = "", device: Device | None = None, **options: Any) -> Page:
        context = browser.new_context(**(device or Device()).options, base_url=site.url, **options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=Path(__file__).with_name("notes.js"))
        opened.append(context)
        page = context.new_page()
        guard.watch(page)
        if name in signed_in:
            context.add_cookies(signed_in[name])
        elif name:
            sign_in(page, f"{name}@example.com")
            signed_in[name] = context.cookies()
        return page

    yield enter
    for context in opened:
        context.close()


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/?next=/jobs/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/accounts/login" not in url)


@pytest.fixture
def snap(pytestconfig: pytest.Config) -> Callable[[Page, Device, str], None]:
    """Keeps a picture of the step, when pictures are asked for."""
    folder = pytestconfig.getoption("--pictures")

    def snap(page: Page, device: Device, name: str) -> None:
        if folder:
            page.wait_for_timeout(300)  # transitions have come to rest
            page.screenshot(path=Path(folder) / str(device) / f"{name}.png")

    return snap
