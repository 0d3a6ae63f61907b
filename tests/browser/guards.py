"""What must not happen on any page: errors, failed requests, other hosts, what axe finds."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What turns for ever is no colour that is still to come.
AT_REST = """Promise.all(
    document.getAnimations()
        .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
        .map((each) => each.finished.catch(() => 0)))"""
OWN_SCHEMES = ("data:", "blob:", "about:")


class Guard:
    """Keeps every fault of the pages it watches."""

    def __init__(self, origin: str) -> None:
        self.origins = (origin, origin.replace("http", "ws", 1))
        self.faults: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def forgive(self, *parts: str) -> None:
        """Forget what a test itself has caused."""
        self.faults = [f for f in self.faults if not any(part in f for part in parts)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((*self.origins, *OWN_SCHEMES)):
            self.faults.append(f"another host: {request.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends what it was still fetching.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"failed: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status}: {response.url}")


def check_with_axe(page: Page) -> None:
    """No violation of WCAG 2.0 to 2.2, A and AA."""
    # A colour that still fades in has another contrast.
    page.evaluate(AT_REST)
    # Its own reading of style sheets asks for addresses that are not there.
    options = {"runOnly": {"type": "tag", "values": TAGS}, "preload": False}
    found = Axe().run(page, options=options)
    assert not found.response["violations"], f"{page.url}\n{found.generate_report()}"
