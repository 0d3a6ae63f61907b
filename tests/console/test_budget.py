"""What the console costs: questions to the database, bytes of script, and colours of its own."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test.utils import CaptureQueriesContext

from addons.base.tests.parcels import pack, send
from addons.base.workflow import Door
from addons.base.workflow.doors import add_note
from tests.console.support import LIST
from tests.dummy.models import Parcel

OF_A_LIST = 25
OF_A_RECORD = 35
# gzipped, on top of Wagtail's own
SCRIPT_OF_A_LIST = 40 * 1024

STATIC = Path(__file__).parents[2] / "addons" / "base" / "static" / "base" / "console"


def questions(client: Any, address: str) -> int:
    client.get(address)  # what is asked once per process is not the page's
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def some_parcels(sender: Any, count: int) -> None:
    for number in range(count):
        parcel = pack(sender, title=f"Parcel {number}", weight="1")
        if number % 2:
            send(parcel, sender)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_its_own_queries")]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "results/?q=parcel&state=sent",
        "?export=csv",
        "board/",
        "board/lane/sent/",
        "?view=lapsed",
        "?group=state",
        "?group=sender",
        "group/?group=state&in=sent",
    ],
)
def test_a_list_asks_the_same_however_long_it_is(office, ada, address):
    some_parcels(ada, 10)
    short = questions(office, LIST + address)
    some_parcels(ada, 90)
    # A lane with more cards than it shows is counted, which is one question for each lane.
    more = {"board/": 2, "board/lane/sent/": 1}.get(address, 0)
    assert questions(office, LIST + address) <= short + more
    assert short + more <= OF_A_LIST


def test_a_record_asks_the_same_however_much_has_happened(office, ada):
    parcel = send(pack(ada), ada)
    short = questions(office, f"{LIST}{parcel.pk}/")
    for number in range(30):
        add_note(parcel, actor=ada, via=Door.CONSOLE, kind="internal", text=str(number))
    assert questions(office, f"{LIST}{parcel.pk}/") == short <= OF_A_RECORD


def test_home_asks_for_its_panels_later(office, ada):
    some_parcels(ada, 10)
    assert questions(office, "/admin/") <= OF_A_LIST


def test_lanes_are_read_by_an_index(office, ada):
    some_parcels(ada, 3)
    with CaptureQueriesContext(connection) as captured:
        office.get(f"{LIST}board/results/")
    asked = [q["sql"] for q in captured if '"dummy_parcel"."state" = ' in q["sql"]]
    assert asked and all("ORDER BY" not in sql or '"id" DESC' in sql for sql in asked)
    assert not [sql for sql in asked if "GROUP BY" in sql]


def test_script_of_a_list_stays_small(office, ada):
    pack(ada)
    page = office.get(LIST).content.decode()
    named = re.findall(r'<script[^>]*src="/static/([^"?]+)', page)
    ours = [name for name in named if not name.startswith("wagtailadmin/")]
    # What these load themselves.
    ours += [f"base/console/{name}.js" for name in ("parts", "selection", "changes")]
    ours.append("theme/js/live.js")
    sizes = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in ours}
    assert "base/console/console.js" in sizes
    assert sum(sizes.values()) <= SCRIPT_OF_A_LIST, sizes


def test_every_colour_is_one_of_wagtails():
    style = "".join(file.read_text(encoding="utf-8") for file in STATIC.glob("*.css"))
    plain = re.sub(r"/\*.*?\*/", "", style, flags=re.S)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(", plain)
    for hsl in re.findall(r"hsl\([^)]*\)?", plain):
        assert "var(--w-color-" in hsl


def test_the_console_counts_no_further_than_it_must(office, ada, monkeypatch):
    monkeypatch.setattr("addons.base.surfaces.console.listing.COUNTED", 3)
    some_parcels(ada, 5)
    page = office.get(LIST).content.decode()
    assert "more than 3" in page and Parcel.objects.count() == 5
