"""A house whose people have written markup and formulas into every field, seen by each role.

Every page that leads to another is opened: none fails, no link leads nowhere, and what was written
stands there as text, in pages as in spreadsheets.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import models, transaction
from django.db.models.functions import Cast, Concat
from django.test import Client
from wagtail.models import Collection, Locale, Page, Site

from addons.base.points import SEEDS

SCRIPT = "<script>alert(1)</script>"
WRITTEN = f"=1+1\"'>{SCRIPT}"
# Fields whose words come from people; the others hold keys, codes and addresses of pages.
WORDS = {
    *("address", "area", "bio", "caption", "city", "description", "display_name", "label", "legal"),
    *("line", "name", "rating_description", "reason", "reject_reason", "tagline", "text", "title"),
}
NOT_PEOPLES = {"base.KnownState", "base.ScheduleRun", "notifications.NotificationTemplate"}
PEOPLE = {
    "customer": "asha@example.com",
    "provider": "raj@example.com",
    "dispatcher": "dispatcher@example.com",
    "administrator": "admin@example.com",
}
STARTS = {
    "nobody": ["/"],
    "customer": ["/", "/jobs/"],
    "provider": ["/", "/pro/"],
    "dispatcher": ["/admin/"],
    "administrator": ["/", "/admin/"],
}
LINK = re.compile(r'(?:href|hx-get|src|data-url)="([^"#]+)')
NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
# Pages of one kind that are opened, and how they are asked for: the tenth is like the others.
OF_A_KIND = 2
# Not pages: files, Wagtail's actions on what is ticked, and ways back.
NO_PAGES = re.compile(r"/admin/(?:bulk|logout|login|sprite|jsi18n)/|next=|/media/|/static/")


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        first_pages()
        call_command("demo", scale=0.02, stdout=io.StringIO())
        for model in apps.get_models():
            write_into(model)
        yield
        transaction.set_rollback(True)


def first_pages() -> None:
    """What Wagtail's migrations make, without which tests run."""
    Locale.objects.get_or_create(language_code="en")
    Collection.get_first_root_node() or Collection.add_root(name="Root")
    root = Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))
    welcome = root.add_child(instance=Page(title="Welcome", slug="home"))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=welcome, is_default_site=True)
    Site.clear_site_root_paths_cache()
    for seed in SEEDS.values():
        seed()


def write_into(model: type[models.Model]) -> None:
    """What somebody might have written into each row of ours."""
    ours = model._meta.app_config.name in {addon.module for addon in settings.ADDONS}
    if not ours or model._meta.label in NOT_PEOPLES or not model._meta.managed:
        return
    words = [f for f in model._meta.local_concrete_fields if f.name in WORDS and not f.choices]
    text = Concat(models.Value(WRITTEN), Cast("pk", models.CharField()))
    if words:
        # Past the doors: also what older versions let in must not be drawn as markup.
        models.QuerySet(model).update(**{each.name: text for each in words})


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
@pytest.mark.django_db
@pytest.mark.parametrize("role", STARTS)
def test_every_page_a_role_can_reach_shows_what_was_written_as_text(house: None, role: str) -> None:
    client = Client()
    if role in PEOPLE:
        client.force_login(get_user_model()._default_manager.get(email=PEOPLE[role]))
    spider = Spider(client)
    spider.walk(*STARTS[role])
    assert not spider.faults, "\n".join(spider.faults)
    assert spider.shown >= 3, "nothing that people wrote was on any page"
