"""Lists: what they show, keep, export and do with many at once."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from addons.base.models import ChosenColumns, SavedView
from addons.base.surfaces.console import export
from addons.base.tests.parcels import now, pack, send
from addons.base.workflow import Door
from addons.base.workflow.doors import edit
from tests.console.support import (
    LIST,
    SIGNED_IN_BY,
    at,
    html,
)
from tests.dummy.models import Parcel, Slip

pytestmark = pytest.mark.django_db


# --- the list --------------------------------------------------------------------------------------


def test_list_filters_searches_and_orders(desk, ann):
    pack(ann, title="Lamp", weight="2")
    send(pack(ann, title="Lamp shade", weight="1"), ann)
    pack(ann, title="Books", weight="3")
    found = html(desk.get(f"{LIST}results/?q=lamp&state=sent"))
    assert "Lamp shade" in found and "Books" not in found and found.count('id="row-') == 1
    ordered = html(desk.get(f"{LIST}results/?ordering=weight"))
    assert ordered.index("Lamp shade") < ordered.index("Books")


def test_another_addon_adds_a_column_and_a_filter(desk, ann):
    for fragile in ("on", ""):
        send(pack(ann, weight="3", fragile=fragile), ann)
    slips = LIST.replace("parcel", "slip")
    page = html(desk.get(slips))
    assert "How heavy" in page and page.count("3 kg") + page.count("3.00 kg") == 2
    assert html(desk.get(f"{slips}results/?fragile=true")).count('id="row-') == 1


def test_a_number_finds_its_record(desk, ann):
    parcel = pack(ann, title="Lamp")
    pack(ann, title="Books")
    assert html(desk.get(f"{LIST}results/?q=P-000{parcel.pk}")).count('id="row-') == 1


def test_a_named_view_narrows_list_board_and_home_alike(desk, ann, monkeypatch):
    send(pack(ann, title="Late"), ann)
    pack(ann, title="Fresh")
    monkeypatch.setattr(
        "tests.dummy.querysets.ParcelQuerySet.lapsed", lambda self: self.filter(state="sent")
    )
    for address in (f"{LIST}?view=lapsed", f"{LIST}board/?view=lapsed"):
        assert "Late" in (page := html(desk.get(address))) and "Fresh" not in page
        assert page.count('aria-current="page"') >= 2  # the tab, and list or board
    panel = html(desk.get("/admin/console/panel/dummy_parcel-lapsed/"))
    assert "Late" in panel and "Fresh" not in panel
    assert desk.get("/admin/console/badges/").json()["dummy.ParcelViewSet"] == 1


def test_related_records_lead_to_their_list(desk, ann):
    parcel = send(pack(ann, title="Lamp"), ann)
    send(pack(ann, title="Books"), ann)
    slips = Slip.objects.filter(parcel=parcel)
    assert slips.exists()
    page = html(desk.get(at(parcel)))
    assert f"/admin/dummy/slip/?of=parcel:{parcel.pk}" in page
    rows = html(desk.get(f"/admin/dummy/slip/results/?of=parcel:{parcel.pk}"))
    assert rows.count('id="row-') == slips.count()
    assert 'id="row-' not in html(desk.get("/admin/dummy/slip/results/?of=parcel:999999"))


def test_columns_are_everybodys_own(desk, ann, carl, ada):
    pack(ann)
    desk.post(f"{LIST}columns/", {"column": ["sender", "no_such"]})
    assert ChosenColumns.objects.get().columns == ["sender"]
    assert "Weight" not in html(desk.get(LIST))
    desk.force_login(ada, SIGNED_IN_BY)
    assert "Weight" in html(desk.get(LIST))
    desk.force_login(carl, SIGNED_IN_BY)
    desk.post(f"{LIST}columns/", {"usual": "1"})
    assert "Weight" in html(desk.get(LIST))


def test_a_saved_view_keeps_what_the_list_asks(desk, carl, ann, ada):
    pack(ann, title="Lamp")
    asked = {"name": "Lamps", "query": "q=lamp&p=2&view=all&state=", "is_default": "on"}
    assert desk.post(f"{LIST}views/", asked).status_code == 204
    view = SavedView.objects.get()
    assert view.query == "q=lamp"
    assert desk.get(LIST)["Location"] == f"?q=lamp&view={view.key}"
    assert desk.post(f"{LIST}views/", asked).status_code == 422
    desk.force_login(ada, SIGNED_IN_BY)
    assert "Lamps" not in html(desk.get(LIST))
    assert desk.post(f"{LIST}views/{view.pk}/forget/").status_code == 404
    SavedView.objects.update(is_shared=True)
    assert "Lamps" in html(desk.get(LIST))
    assert desk.post(f"{LIST}views/{view.pk}/forget/").status_code == 303


def test_rows_come_one_by_one_for_lists_that_stay_open(desk, ann):
    lamp, books = pack(ann, title="Lamp"), pack(ann, title="Books")
    rows = html(desk.get(f"{LIST}rows/?id={lamp.pk}&id=none&id=-1"))
    assert f'id="row-{lamp.pk}"' in rows and f'id="row-{books.pk}"' not in rows


def test_groups_hold_what_the_list_would_show(desk, ann):
    for title in ("Lamp", "Lamp", "Books"):
        pack(ann, title=title)
    send(pack(ann, title="Lamp"), ann)
    page = html(desk.get(f"{LIST}results/?q=lamp&group=state"))
    assert page.count('class="c-group"') == 2 and 'id="row-' not in page
    rows = html(desk.get(f"{LIST}group/?q=lamp&group=state&in=packed"))
    assert rows.count('id="row-') == 2 and "Books" not in rows


def test_a_list_is_grouped_by_any_column_that_repeats(desk, ann, carl):
    pack(ann, title="Lamp"), pack(ann, title="Shade"), pack(carl, title="Books")
    page = html(desk.get(f"{LIST}?group=sender"))
    assert page.count('class="c-group"') == 2 and page.index("<b>Ann") < page.index("<b>Carl")
    rows = html(desk.get(f"{LIST}group/?group=sender&in={ann.pk}"))
    assert rows.count('id="row-') == 2 and "Books" not in rows
    fragile = html(desk.get(f"{LIST}group/?group=fragile&in=False"))
    assert fragile.count('id="row-') == 3
    for known in ("state", "sender", "fragile"):
        assert f"group={known}" in page
    assert "group=weight" not in page


def test_what_is_no_group_shows_nothing(desk, ann):
    pack(ann)
    assert desk.get(f"{LIST}group/?group=title&in=Lamp").status_code == 404
    assert 'id="row-' not in html(desk.get(f"{LIST}group/?group=sender&in=nobody"))
    assert 'id="row-' in html(desk.get(f"{LIST}?group=no_such"))


def test_a_group_shows_more_when_asked(desk, ann, monkeypatch):
    monkeypatch.setattr("addons.base.surfaces.console.index.AT_ONCE", 2)
    for _ in range(3):
        pack(ann)
    address = f"{LIST}group/?group=state&in=packed"
    first = html(desk.get(address))
    assert first.count('id="row-') == 2 and "<thead>" in first and "from=2" in first
    rest = html(desk.get(f"{address}&from=2"))
    assert rest.count('id="row-') == 1 and "<thead>" not in rest and "from=" not in rest


# --- export ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_cell_of_an_export_calculates(desk, ann, first):
    title = f"{first}1+1" if first.strip() else f"{first}1"
    edit(
        parcel := pack(ann),
        actor=ann,
        via=Door.PORTAL,
        data={"title": title.strip() or title},
    )
    assert export.neutral(title) == f"'{title}"
    kept = now(parcel).title
    text = desk.get(f"{LIST}?export=csv").content.decode("utf-8-sig")
    assert f"'{kept}" in text
    sheet = load_workbook(BytesIO(desk.get(f"{LIST}?export=xlsx").content)).active
    assert sheet["A2"].value == f"'{kept}" and sheet["A2"].data_type == "s"


def test_an_export_is_what_the_list_shows(desk, ann):
    pack(ann, title="Lamp", weight="-0")
    pack(ann, title="Books")
    text = desk.get(f"{LIST}?export=csv&q=lamp").content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Name,State,Weight,Fragile,Sender,Sent at"
    assert "Lamp,Packed" in text and "Books" not in text


def test_a_number_below_zero_stays_a_number():
    assert export.neutral(-3) == -3


def test_an_export_that_is_too_long_says_so(desk, ann, monkeypatch):
    monkeypatch.setattr(export, "MOST", 1)
    pack(ann), pack(ann)
    answer = desk.get(f"{LIST}?export=csv&q=books", follow=True)
    assert "Narrow the list by filters first." in html(answer)


# --- many at once ----------------------------------------------------------------------------------


def test_all_means_what_the_list_shows_and_never_the_table(desk, ann):
    for title in ("Lamp", "Lamp", "Books"):
        pack(ann, title=title)
    send(pack(ann, title="Lamp"), ann)
    address = f"{LIST}bulk/give-back/?all=1&q=lamp&state=packed"
    assert "2 of 2 parcels that match the list" in html(desk.get(address))
    answer = desk.post(address, {"reason": "Away"})
    assert "2 parcels done" in html(answer)
    states = dict(Parcel.objects.values_list("pk", "state"))
    assert sorted(states.values()) == ["packed", "returned", "returned", "sent"]


def test_what_is_ticked_is_what_is_taken(desk, ann, monkeypatch):
    one, two = pack(ann), pack(ann)
    desk.post(f"{LIST}bulk/weigh/?id={one.pk}&id=nonsense&id=99999")
    assert (now(one).weighed, now(two).weighed) == (1, 0)


def test_many_ask_for_their_number(desk, ann, monkeypatch):
    monkeypatch.setattr("addons.base.surfaces.console.bulk.ASKED_TWICE", 1)
    pack(ann), pack(ann)
    address = f"{LIST}bulk/weigh/?all=1"
    assert desk.post(address, {"confirm": "3"}).status_code == 422
    assert not Parcel.objects.filter(weighed=1).exists()
    assert "2 parcels done" in html(desk.post(address, {"confirm": "2"}))


def test_steps_come_one_after_the_other_and_each_is_reported(desk, ann, carl, monkeypatch):
    monkeypatch.setattr("addons.base.surfaces.console.bulk.STEP", 2)
    parcels = [pack(ann) for _ in range(3)]
    address = f"{LIST}bulk/give-back/?all=1"
    first = html(desk.post(address, {"reason": "Away"}))
    assert "2 parcels done" in first and 'name="reason" value="Away"' in first
    rest = str(min(p.pk for p in parcels))
    assert f'name="keys" value="{rest}"' in first
    hidden = {"keys": rest, "done": "2", "refused": "0", "total": "3", "reason": "Away"}
    second = html(desk.post(address, hidden))
    assert "3 parcels done" in second and "bulk-rest" not in second


def test_who_was_refused_is_named_with_the_reason(office, ada):
    pack(ada, weight="31", title="Anvil"), pack(ada, weight="1")
    report = html(office.post(f"{LIST}bulk/send/?all=1"))
    assert "1 parcel done" in report and "1 was refused" in report
    assert "Anvil" in report and "It weighs more than 30 kg." in report


def test_the_footer_offers_what_the_ticked_ones_offer(desk, ann):
    sent, packed = send(pack(ann), ann), pack(ann)
    offered = html(desk.get(f"{LIST}bulk/?id={sent.pk}&id={packed.pk}"))
    assert "bulk/weigh/" in offered and "bulk/hand-out/" in offered
    assert "bulk/send/" not in offered and "bulk/lapse/" not in offered
