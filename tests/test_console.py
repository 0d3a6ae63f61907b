"""The console: lists, records, dialogs and boards draw from the doors and show no more than they."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import wagtail.admin
from django.contrib.auth.models import Group, Permission
from django.template.loader import get_template
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from addons.base.events.model import Event
from addons.base.models import ChosenColumns, Note, SavedView
from addons.base.surfaces.console import export
from addons.base.surfaces.console.sites import record_viewsets, viewset_of, viewsets
from addons.base.surfaces.console.wagtail_blocks import OVERRIDDEN
from addons.base.testing.people import make_person
from addons.base.tests.parcels import hand_out, now, pack, send
from addons.base.workflow import Door
from addons.base.workflow.doors import edit
from tests.dummy.models import Parcel, Slip

pytestmark = pytest.mark.django_db

LIST = "/admin/dummy/parcel/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ann() -> Any:
    return make_person("Ann")


@pytest.fixture
def carl() -> Any:
    return console_person("Carl", "carrier")


@pytest.fixture
def ada() -> Any:
    return console_person("Ada", "administrator")


@pytest.fixture
def desk(client: Any, carl: Any) -> Any:
    client.force_login(carl, "allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def office(client: Any, ada: Any) -> Any:
    client.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def console_person(name: str, role: str) -> Any:
    person = make_person(name, roles=(role,))
    Group.objects.get(name=role).permissions.add(Permission.objects.get(codename="access_admin"))
    return person


def at(parcel: Parcel, rest: str = "") -> str:
    return f"{LIST}{parcel.pk}/{rest}"


def html(response: Any) -> str:
    return response.content.decode()


# --- who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "results/", "board/", "rows/?id=1", "bulk/?all=1", "new/"])
def test_console_is_closed_to_those_who_do_not_work_here(client, ann, address):
    client.force_login(ann, "allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(LIST + address).status_code in (302, 403)


@pytest.mark.parametrize(
    "rest",
    ["", "part/main/", "do/send/", "edit/", "override/", "history/", "do/give-back/", "notes/"],
)
def test_a_foreign_record_looks_like_a_missing_one(office, ann, rest, monkeypatch):
    parcel = pack(ann)
    monkeypatch.setattr(
        "tests.dummy.querysets.ParcelQuerySet.visible_to_user", lambda self, user: self.none()
    )
    foreign, missing = office.get(at(parcel, rest)), office.get(f"{LIST}999999/{rest}")
    assert foreign.status_code == missing.status_code == 404


def test_everything_shown_comes_from_visible_to(desk, ann, monkeypatch):
    parcel = pack(ann, title="Hidden thing")
    monkeypatch.setattr(
        "tests.dummy.querysets.ParcelQuerySet.visible_to_user", lambda self, user: self.none()
    )
    addresses = [
        LIST,
        f"{LIST}board/",
        f"{LIST}?export=csv",
        f"{LIST}rows/?id={parcel.pk}",
        f"{LIST}bulk/?all=1",
        f"{LIST}bulk/weigh/?all=1",
        "/admin/search/?q=Hidden",
    ]
    assert not [address for address in addresses if "Hidden thing" in html(desk.get(address))]


def test_menu_and_policy_ask_the_rules(carl, ada, ann):
    policy = policy_registry.get_by_type(Parcel)
    assert policy.user_has_permission(carl, "view")
    assert not policy.user_has_permission(ann, "view")
    assert not any(policy.user_has_permission(ada, action) for action in ("delete", "publish"))


def test_no_wagtail_page_changes_a_record_past_the_doors():
    for viewset in record_viewsets():
        names = {pattern.name for pattern in viewset.get_urlpatterns()}
        assert names.isdisjoint({"delete", "copy", "usage", "inspect", "history_results"})
        assert viewset.model not in ReferenceIndex.tracked_models


def test_sidebar_holds_what_each_may_open(desk, office, client, carl, ada):
    desk.force_login(carl, "allauth.account.auth_backends.AuthenticationBackend")
    assert "system-schedules" not in html(desk.get("/admin/"))
    desk.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    assert "system-schedules" in html(desk.get("/admin/"))


@pytest.mark.parametrize("page", ["schedules", "effects", "addons"])
def test_pages_about_the_system_are_for_administrators(desk, ada, page):
    assert desk.get(f"/admin/system-{page}/").status_code in (302, 403)
    desk.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    assert desk.get(f"/admin/system-{page}/").status_code == 200


# --- the list --------------------------------------------------------------------------------------


def test_list_filters_searches_and_orders(desk, ann):
    pack(ann, title="Lamp", weight="2")
    send(pack(ann, title="Lamp shade", weight="1"), ann)
    pack(ann, title="Books", weight="3")
    found = html(desk.get(f"{LIST}results/?q=lamp&state=sent"))
    assert "Lamp shade" in found and "Books" not in found and found.count('id="row-') == 1
    ordered = html(desk.get(f"{LIST}results/?ordering=weight"))
    assert ordered.index("Lamp shade") < ordered.index("Books")


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
    desk.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    assert "Weight" in html(desk.get(LIST))
    desk.force_login(carl, "allauth.account.auth_backends.AuthenticationBackend")
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
    desk.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    assert "Lamps" not in html(desk.get(LIST))
    assert desk.post(f"{LIST}views/{view.pk}/forget/").status_code == 404
    SavedView.objects.update(is_shared=True)
    assert "Lamps" in html(desk.get(LIST))
    assert desk.post(f"{LIST}views/{view.pk}/forget/").status_code == 303


def test_rows_come_one_by_one_for_lists_that_stay_open(desk, ann):
    lamp, books = pack(ann, title="Lamp"), pack(ann, title="Books")
    rows = html(desk.get(f"{LIST}rows/?id={lamp.pk}&id=none&id=-1"))
    assert f'id="row-{lamp.pk}"' in rows and f'id="row-{books.pk}"' not in rows


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


# --- the record ------------------------------------------------------------------------------------


def test_buttons_are_what_available_says(desk, ann):
    page = html(desk.get(at(pack(ann))))
    assert "do/weigh/" in page and "do/give-back/" in page
    assert "do/send/" not in page and "do/lapse/" not in page and "do/pack/" not in page


def test_a_disabled_button_says_why(client, ada):
    ada_sends = pack(ada, weight="31")
    client.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    page = html(client.get(at(ada_sends)))
    assert "It weighs more than 30 kg." in page and 'aria-disabled="true"' in page


def test_the_bar_shows_where_it_was_is_and_may_go(desk, ann, carl):
    page = html(desk.get(at(send(pack(ann), ann))))
    bar = page[page.index('<ol class="c-steps"') :].partition("</ol>")[0]
    assert bar.count('class="past"') == 1 and bar.count('aria-current="step"') == 1
    assert "Sent" in bar and "Delivered" in bar


def test_timeline_tells_all_to_those_who_may_read_it(desk, ann, carl):
    parcel = send(pack(ann), ann)
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    desk.post(at(parcel, "notes/"), {"kind": "internal", "text": "Ring twice"})
    desk.post(at(parcel, "notes/"), {"kind": "client", "text": "Before noon"})
    assert [n.visible_to_client for n in Note.objects.order_by("pk")] == [False, True]
    page = html(desk.get(at(parcel, "part/timeline/")))
    for words in ("Ring twice", "Before noon", "Customer sees this", "Internal", "Books", "Lamps"):
        assert words in page


def test_whole_rows_of_any_time_can_be_read(desk, ann):
    parcel = edit(pack(ann), actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    page = html(desk.get(at(parcel, "history/?at=1")))
    assert "<del>Books</del>" in page and "<ins>Lamps</ins>" in page and "now: Lamps" in page


# --- dialogs ---------------------------------------------------------------------------------------


def test_a_dialog_is_a_page_and_a_body(desk, ann):
    parcel = pack(ann)
    page, body = (
        desk.get(at(parcel, "do/give-back/")),
        desk.get(at(parcel, "do/give-back/"), headers=HTMX),
    )
    assert "<html" in html(page) and "<html" not in html(body)
    assert 'name="reason"' in html(page) and 'name="reason"' in html(body)


def test_a_transition_answers_303_and_goes_through_the_door(desk, ann, carl):
    parcel = pack(ann)
    answer = desk.post(at(parcel, "do/give-back/"), {"reason": "Nobody there"})
    assert answer.status_code == 303 and answer["Location"] == at(parcel)
    event = Event.objects.of(parcel).order_by("-sequence").first()
    assert (event.transition, event.via, event.actor_id) == ("give_back", "console", carl.pk)
    assert event.reason == "Nobody there"


def test_wrong_input_answers_422_with_the_form(desk, ann):
    answer = desk.post(at(pack(ann), "do/give-back/"), {"reason": ""}, headers=HTMX)
    assert answer.status_code == 422 and answer["HX-Retarget"] == "#dialog-body"
    assert 'aria-invalid="true"' in html(answer)


def test_too_late_answers_409_with_the_fresh_part(desk, ann, carl):
    parcel = send(pack(ann), ann)
    stale = at(parcel, "do/hand-out/")
    hand_out(parcel, carl)
    answer = desk.post(stale, headers=HTMX | {"HX-Target": "record"})
    assert answer.status_code == 409 and "Delivered" in html(answer)
    assert "not possible" in answer["HX-Trigger"]


def test_a_page_drawn_before_a_change_conflicts(desk, ann):
    parcel = pack(ann)
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    answer = desk.post(at(parcel, "do/give-back/"), {"reason": "x", "version": parcel.version})
    assert answer.status_code == 409 and now(parcel).state == "packed"


def test_two_who_edit_see_both_versions(desk, ann):
    parcel = pack(ann)
    edit(parcel, actor=ann, via=Door.PORTAL, data={"title": "Lamps"})
    mine = {"title": "Chairs", "weight": "3.5", "version": parcel.version}
    answer = desk.post(at(parcel, "edit/"), mine)
    assert answer.status_code == 409
    assert "<td>Lamps</td><td>Chairs</td>" in html(answer)
    again = desk.post(at(parcel, "edit/"), mine | {"version": now(parcel).version})
    assert again.status_code == 303 and now(parcel).title == "Chairs"


@pytest.mark.parametrize("path", ["send", "lapse", "pack", "no-such"])
def test_what_is_not_offered_cannot_be_forced(desk, ann, path):
    assert desk.post(at(pack(ann), f"do/{path}/")).status_code == 404


def test_a_state_by_hand_is_for_those_who_hold_the_right(desk, ada, ann):
    parcel = pack(ann)
    assert desk.get(at(parcel, "override/")).status_code == 404
    assert desk.post(at(parcel, "override/"), {"state": "sent", "notes": "x"}).status_code == 404
    desk.force_login(ada, "allauth.account.auth_backends.AuthenticationBackend")
    assert desk.post(at(parcel, "override/"), {"state": "sent", "notes": ""}).status_code == 422
    assert desk.post(at(parcel, "override/"), {"state": "sent", "notes": "Lost"}).status_code == 303
    assert now(parcel).state == "sent"


def test_a_new_record_comes_through_its_creation(desk, carl):
    wrong = desk.post(f"{LIST}new/", {"title": "", "weight": "2"})
    assert wrong.status_code == 422 and not Parcel.objects.exists()
    answer = desk.post(f"{LIST}new/", {"title": "Lamp", "weight": "2"})
    parcel = Parcel.objects.get()
    assert answer["Location"] == at(parcel) and parcel.sender_id == carl.pk


def test_where_to_go_next_is_never_another_site(desk, ann):
    answer = desk.post(at(pack(ann), "do/give-back/?next=https://example.com/"), {"reason": "x"})
    assert answer["Location"].startswith(LIST)


# --- the board -------------------------------------------------------------------------------------


def test_lanes_are_states_with_counts_and_first_cards(desk, ann):
    for _ in range(27):
        pack(ann)
    send(pack(ann, title="Lamp"), ann)
    page = html(desk.get(f"{LIST}board/results/"))
    lanes = page.split('<section class="c-lane"')[1:]
    assert [lane.count('class="c-card"') for lane in lanes] == [25, 1, 0, 0]
    assert ">27</span>" in lanes[0] and ">1</span>" in lanes[1]
    more = html(desk.get(f"{LIST}board/lane/packed/?from=25"))
    assert more.count('class="c-card"') == 2 and "from=" not in more


def test_a_card_says_where_it_may_go_and_why_not(office, ada):
    heavy = pack(ada, weight="31")
    menu = html(office.get(f"{LIST}board/moves/{heavy.pk}/"))
    assert 'data-lanes="sent"' in menu and "It weighs more than 30 kg." in menu
    assert 'data-lanes="returned"' in menu and "data-asks" in menu


def test_a_refused_move_says_why_and_changes_nothing(office, ada):
    heavy = pack(ada, weight="31")
    answer = office.post(at(heavy, "do/send/"), headers=HTMX | {"HX-Target": "board"})
    assert answer.status_code == 409 and "30 kg" in answer["HX-Trigger"]
    assert now(heavy).state == "packed"


# --- many at once ----------------------------------------------------------------------------------


def test_all_means_what_the_list_shows_and_never_the_table(desk, ann):
    for title in ("Lamp", "Lamp", "Books"):
        pack(ann, title=title)
    send(pack(ann, title="Lamp"), ann)
    address = f"{LIST}bulk/give-back/?all=1&q=lamp&state=packed"
    assert "2 of 2 that match the list" in html(desk.get(address))
    answer = desk.post(address, {"reason": "Away"})
    assert "2 done" in html(answer)
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
    assert "2 done" in html(desk.post(address, {"confirm": "2"}))


def test_steps_come_one_after_the_other_and_each_is_reported(desk, ann, carl, monkeypatch):
    monkeypatch.setattr("addons.base.surfaces.console.bulk.STEP", 2)
    parcels = [pack(ann) for _ in range(3)]
    address = f"{LIST}bulk/give-back/?all=1"
    first = html(desk.post(address, {"reason": "Away"}))
    assert "2 done" in first and 'name="reason" value="Away"' in first
    rest = str(min(p.pk for p in parcels))
    assert f'name="keys" value="{rest}"' in first
    hidden = {"keys": rest, "done": "2", "refused": "0", "total": "3", "reason": "Away"}
    second = html(desk.post(address, hidden))
    assert "3 done" in second and "bulk-rest" not in second


def test_who_was_refused_is_named_with_the_reason(office, ada):
    pack(ada, weight="31", title="Anvil"), pack(ada, weight="1")
    report = html(office.post(f"{LIST}bulk/send/?all=1"))
    assert "1 done" in report and "1 not" in report
    assert "Anvil" in report and "It weighs more than 30 kg." in report


def test_the_footer_offers_what_the_ticked_ones_offer(desk, ann):
    sent, packed = send(pack(ann), ann), pack(ann)
    offered = html(desk.get(f"{LIST}bulk/?id={sent.pk}&id={packed.pk}"))
    assert "bulk/weigh/" in offered and "bulk/hand-out/" in offered
    assert "bulk/send/" not in offered and "bulk/lapse/" not in offered


# --- the rest --------------------------------------------------------------------------------------


def test_search_finds_records_of_every_type(desk, ann):
    send(pack(ann, title="Lamp"), ann)
    page = html(desk.get("/admin/search/?q=lamp"))
    assert "found-dummy_parcel" in page and "found-dummy_slip" in page
    assert "Type a number" in html(desk.get("/admin/search/?q=l"))


def test_schedules_page_goes_red_when_nothing_gets_done(office):
    assert 'role="alert"' in html(office.get("/admin/system-schedules/"))


def test_flows_are_drawn_for_staff(desk):
    assert "<svg" in html(desk.get("/admin/system-flows/dummy.parcel/"))
    assert desk.get("/admin/system-flows/no.such/").status_code == 404


def test_every_registered_page_opens(office):
    for name, viewset in viewsets().items():
        answer = office.get(reverse(viewset.get_url_name("index")))
        assert answer.status_code in (200, 302), name


def test_every_record_type_has_at_most_one_set_of_pages():
    models = [viewset.model for viewset in record_viewsets()]
    assert len(models) == len(set(models)) and viewset_of(Parcel).model is Parcel


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_blocks_that_we_override_are_still_there(name):
    texts = sources(name)
    for block in OVERRIDDEN[name]:
        assert any(f"block {block} " in text for text in texts), block


@pytest.mark.parametrize("name", ["wagtailadmin/base.html", "wagtailadmin/home.html"])
def test_our_template_stands_before_wagtails(name):
    assert "addons/base/templates" in get_template(name).origin.name


def sources(name: str) -> list[str]:
    """Wagtail's template of this name, and those it extends."""
    root = Path(wagtail.admin.__file__).parent / "templates"
    texts: list[str] = []
    while name:
        text = (root / name).read_text(encoding="utf-8")
        texts.append(text)
        _, _, rest = text.partition('{% extends "')
        name = rest.partition('"')[0] if text.lstrip().startswith("{% extends") else ""
    return texts
