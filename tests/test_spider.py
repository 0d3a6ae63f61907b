"""A house whose people have written markup and formulas into every field, seen by each role.

Every page that leads to another is opened: none fails, no link leads nowhere, and what was written
stands there as text, in pages as in spreadsheets.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.house import PEOPLE, SCRIPT

STARTS = {
    "nobody": ["/"],
    "customer": ["/", "/jobs/"],
    "provider": ["/", "/pro/"],
    "dispatcher": ["/admin/"],
    "administrator": ["/", "/admin/"],
}
OTHERS = ("nobody", "provider", "dispatcher", "administrator")
LINK = re.compile(r'(?:href|hx-get|src|data-url)="([^"#]+)')
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
# Pages of one kind that are opened, and how they are asked for: the tenth is like the others.
OF_A_KIND = 2
# Not pages: files, Wagtail's actions on what is ticked, and ways back.
NO_PAGES = re.compile(r"/admin/(?:bulk|logout|login|sprite|jsi18n)/|next=|/media/|/static/")


@dataclass
class Spider:
    client: Client
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    shown: int = 0

    def walk(self, *starts: str) -> None:
        ahead = deque((start, "") for start in starts)
        known = set(starts)
        while ahead:
            address, origin = ahead.popleft()
            for link in self.look(address, origin):
                kind = kind_of(link)
                if link not in known and self.seen[kind] < OF_A_KIND:
                    known.add(link)
                    self.seen[kind] += 1
                    ahead.append((link, address))

    def look(self, address: str, origin: str) -> list[str]:
        """Open it, note what is wrong, and say where it leads."""
        answer = self.client.get(address, follow=True)
        if answer.status_code not in (200, 204):
            self.faults.append(f"{address} (from {origin}): {answer.status_code}")
            return []
        content = b"".join(answer) if answer.streaming else answer.content
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("text/csv"):
            self.faults += [f"{address}: {cell}" for cell in formulas(content.decode())]
        if not kind.startswith("text/html"):
            return []
        html = content.decode()
        self.shown += "alert(1)" in html
        if SCRIPT in html:
            before = html.index(SCRIPT)
            self.faults.append(f"{address}: {html[before - 80 : before + 30]}")
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        links = (urljoin(here, unescape(link)) for link in LINK.findall(html))
        return [link for link in links if is_ours(link)]


def is_ours(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.scheme and not parts.netloc and not NO_PAGES.search(link)


def kind_of(link: str) -> str:
    """The address without its numbers and without the values of its query."""
    parts = urlsplit(link)
    names = sorted(part.partition("=")[0] for part in parts.query.split("&"))
    return f"{NUMBER.sub('#', parts.path)}?{'&'.join(names)}"


def formulas(text: str) -> list[str]:
    cells = (cell for row in csv.reader(io.StringIO(text)) for cell in row)
    return [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# Wagtail leaves the file of a picture it has made smaller to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.needs("jobs", "website")
@pytest.mark.django_db
@pytest.mark.parametrize(
    # Each walks hundreds of pages: one in the quick run, the others in the whole one.
    "role",
    ["customer", *(pytest.param(r, marks=pytest.mark.slow) for r in OTHERS)],
)
def test_every_page_a_role_can_reach_shows_what_was_written_as_text(house: None, role: str) -> None:
    client = Client()
    if role in PEOPLE:
        client.force_login(get_user_model()._default_manager.get(email=PEOPLE[role]))
    spider = Spider(client)
    spider.walk(*STARTS[role])
    assert not spider.faults, "\n".join(spider.faults)
    assert spider.shown >= 3, "nothing that people wrote was on any page"
