"""The console shows each what they may open, and nothing past the doors."""

from __future__ import annotations

from pathlib import Path

import pytest
import wagtail.admin
from django.template.loader import get_template
from django.urls import reverse
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from addons.base.surfaces.console.sites import record_viewsets, viewset_of, viewsets
from addons.base.surfaces.console.wagtail_blocks import OVERRIDDEN
from addons.base.tests.parcels import pack, send
from tests.console.support import (
    LIST,
    SIGNED_IN_BY,
    at,
    html,
)
from tests.dummy.models import Parcel

pytestmark = pytest.mark.django_db


# --- who sees what -------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "results/", "board/", "rows/?id=1", "bulk/?all=1", "new/"])
def test_console_is_closed_to_those_who_do_not_work_here(client, ann, address):
    client.force_login(ann, SIGNED_IN_BY)
    assert client.get(LIST + address).status_code == 403


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
    desk.force_login(carl, SIGNED_IN_BY)
    assert "system-schedules" not in html(desk.get("/admin/"))
    desk.force_login(ada, SIGNED_IN_BY)
    assert "system-schedules" in html(desk.get("/admin/"))


@pytest.mark.parametrize("page", ["schedules", "effects", "addons"])
def test_pages_about_the_system_are_for_administrators(desk, ada, page):
    assert desk.get(f"/admin/system-{page}/").status_code in (302, 403)
    desk.force_login(ada, SIGNED_IN_BY)
    assert desk.get(f"/admin/system-{page}/").status_code == 200


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


def test_who_is_no_staff_reads_that_the_console_is_not_for_them(client, ann):
    client.force_login(ann)
    answer = client.get("/admin/")
    assert answer.status_code == 403
    assert "Your account has no right to this page" in answer.content.decode()
