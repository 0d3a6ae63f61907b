"""What the API shows: records, lists, what narrows them, and to whom."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from addons.base.points import RESOURCE_FIELDS, RESOURCES, ResourceField
from addons.base.registry import RegistryError
from addons.base.surfaces.extra_fields import schema_of_resource
from addons.base.workflow import Door, System
from addons.base.workflow.doors import add_note, create, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel, Slip
from tests.rest.caller import BOX, refused

pytestmark = pytest.mark.django_db


def test_a_record_reads_as_its_resource_describes_it(sender, parcel, path, ann):
    shown = sender.get(path).json()
    assert shown["id"] == parcel.pk
    assert (shown["state"], shown["state_label"]) == ("packed", "Packed")
    assert shown["sender"] == {"id": ann.pk, "name": "ann"}
    assert shown["created_at"].endswith("Z") and shown["sent_at"] is None


def test_a_list_is_enveloped_and_paged(sender, ann):
    for number in range(5):
        create(Parcel, actor=ann, via=Door.REST, data=BOX | {"title": f"Box {number}"})
    first = sender.get("parcels/", {"page_size": 2, "ordering": "title"}).json()
    assert first["count"] == 5 and first["previous"] is None
    assert [row["title"] for row in first["results"]] == ["Box 0", "Box 1"]
    second = sender.client.get(first["next"], headers=sender.headers).json()
    assert [row["title"] for row in second["results"]] == ["Box 2", "Box 3"]
    assert "page=1" in second["previous"] and "page=3" in second["next"]
    last = sender.get("parcels/", {"page_size": 2, "page": 3}).json()
    assert last["next"] is None and len(last["results"]) == 1


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"state": "sent"}, ["Sent"]),
        ({"fragile": "true"}, ["Vase"]),
        ({"heavier_than": "10"}, ["Safe"]),
        ({"sent": "true"}, ["Safe", "Vase"]),
        ({"q": "VAS"}, ["Vase"]),
        ({"q": "a", "fragile": "false"}, ["Safe"]),
        ({"ordering": "-title"}, ["Vase", "Sent", "Safe"]),
    ],
)
def test_a_list_can_be_narrowed(carrier, ann, query, titles):
    for title, weight, fragile in (("Safe", 20, False), ("Vase", 1, True), ("Sent", 2, False)):
        data = {"title": title, "weight": weight, "fragile": fragile}
        made = create(Parcel, actor=ann, via=Door.REST, data=data)
        if title == "Sent":
            perform(made, ParcelFlow.send, actor=ann, via=Door.REST)
    answer = carrier.get("parcels/", {"ordering": "title"} | query)
    assert [row["title"] for row in answer.json()["results"]] == titles


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"page": "0"}, "page"),
        ({"page": "two"}, "page"),
        ({"page": "²"}, "page"),
        ({"page_size": "101"}, "page_size"),
        ({"ordering": "sender__password"}, "ordering"),
        ({"state": "lost"}, "state"),
        ({"sender": "ann"}, "sender"),
        ({"fragile": "yes"}, "fragile"),
        ({"heavier_than": "NaN"}, "heavier_than"),
        ({"created_after": "yesterday"}, "created_after"),
        ({"created_after": "2030-01-31T10:00:00"}, "created_after"),
        ({"q": "a\x00b"}, "q"),
        ({"sender__password": "x"}, "sender__password"),
    ],
)
def test_a_wrong_or_unknown_query_is_named(sender, query, field):
    assert field in refused(sender.get("parcels/", query), 400, "invalid")["errors"]


def test_a_list_holds_only_what_the_caller_may_see(sender, other, carrier, parcel):
    assert sender.get("parcels/").json()["count"] == 1
    assert other.get("parcels/").json()["count"] == 0
    assert carrier.get("parcels/").json()["count"] == 1


def test_a_list_asks_the_same_queries_for_one_and_for_many(
    carrier, ann, django_assert_max_num_queries
):
    for number in range(30):
        create(Parcel, actor=ann, via=Door.REST, data=BOX | {"title": f"Box {number}"})
    # One of them is that of the added field.
    with django_assert_max_num_queries(5):
        assert len(carrier.get("parcels/", {"page_size": 50}).json()["results"]) == 30


def test_foreign_and_missing_look_the_same(other, path):
    foreign, missing = other.get(path), other.get("parcels/999999999/")
    refused(foreign, 404, "not_found")
    assert foreign.content == missing.content
    for below in ("transitions/", "status-history/", "notes/"):
        assert other.get(f"{path}{below}").content == missing.content
    for act in ("send/", "give-back/", "hand-out/", "notes/", "update-status/"):
        body = {"reason": "x", "text": "x", "new_status": "sent", "notes": "x"}
        foreign = other.post(f"{path}{act}", keep(body, act))
        missing = other.post(f"parcels/999999999/{act}", keep(body, act))
        assert foreign.status_code == 404 and foreign.content == missing.content


def keep(body: dict[str, str], act: str) -> dict[str, str]:
    wanted = {
        "give-back/": ["reason"],
        "notes/": ["text"],
        "update-status/": ["new_status", "notes"],
    }
    return {name: body[name] for name in wanted.get(act, [])}


@pytest.mark.parametrize(
    "address",
    [
        "parcels/99999999999999999999999999/",
        "parcels/one/",
        "parcels/1%00/",
        "slips/not-a-uuid/",
        "slips/00000000-0000-4000-8000-000000000000/",
        "nowhere/",
        "parcels",
        "parcels/1/lapse/",
    ],
)
def test_what_names_nothing_is_a_404(sender, address):
    refused(sender.get(address), 404, "not_found")
    refused(sender.post(f"{address.rstrip('/')}/send/"), 404, "not_found")


def test_an_unknown_parameter_on_one_record_is_a_400(sender, path):
    assert "includes" in refused(sender.get(path, {"includes": "x"}), 400, "invalid")["errors"]
    assert "include" in refused(sender.get(path, {"include": "x"}), 400, "invalid")["errors"]


def test_the_history_can_be_included(sender, path, parcel, ann):
    perform(parcel, ParcelFlow.send, actor=ann, via=Door.REST)
    rows = sender.get(path, {"include": "status-history"}).json()["status_history"]
    assert rows == sender.get(f"{path}status-history/").json()
    assert [(r["previous_status"], r["new_status"]) for r in rows] == [
        ("packed", "sent"),
        (None, "packed"),
    ]
    assert rows[0]["changed_by"] == {"id": ann.pk, "name": "ann"}
    assert rows[0]["is_automated"] is False and rows[0]["via"] == "rest"


def test_notes_and_history_do_not_grow_with_their_rows(
    sender, path, parcel, ann, django_assert_max_num_queries
):
    for number in range(20):
        add_note(parcel, actor=ann, via=Door.REST, kind="client", text=f"Note {number}")
    with django_assert_max_num_queries(8):
        assert len(sender.get(f"{path}notes/").json()) == 20


# --- what addons add to others' records --------------------------------------------------------


def slip_of(parcel):
    return create(Slip, actor=System("test"), via=Door.FOLLOW_UP, data={"parcel": parcel.pk})


def test_an_added_field_reads_with_the_record(sender, parcel, path):
    assert sender.get(path).json()["slips"] is None
    slip_of(parcel)
    assert sender.get(path).json()["slips"] == {"count": 1}
    # Sending draws another one.
    assert sender.post(f"{path}send/").json()["slips"] == {"count": 2}


@pytest.mark.usefixtures("only_its_own_queries")
def test_an_added_field_is_read_once_for_a_page(sender, parcel, ann, django_assert_num_queries):
    with CaptureQueriesContext(connection) as alone:
        sender.get("parcels/")
    for number in range(4):
        slip_of(create(Parcel, actor=ann, via=Door.REST, data=BOX | {"title": f"Box {number}"}))
    with django_assert_num_queries(len(alone)):
        rows = sender.get("parcels/").json()["results"]
    assert [row["slips"] for row in rows] == [{"count": 1}] * 4 + [None]


def test_an_added_field_is_in_the_document(nobody):
    schemas = nobody.get("schema/").json()["components"]["schemas"]
    for name in ("ParcelOut", "ParcelOutWithHistory"):
        kinds = schemas[name]["properties"]["slips"]["anyOf"]
        assert {"$ref": "#/components/schemas/SlipsOfParcel"} in kinds
        assert "slips" not in schemas[name]["required"]


def test_a_field_whose_name_is_taken_fails_at_start_up(monkeypatch):
    taken = ResourceField("parcels", "title", str, lambda keys, actor: {})
    monkeypatch.setattr(RESOURCE_FIELDS, "_entries", [("dummy_extension", taken)])
    with pytest.raises(RegistryError, match="dummy_extension adds 'title' to parcels/"):
        schema_of_resource(RESOURCES["parcels"])


def test_transitions_say_what_addons_advise(sender, ann):
    vase = create(Parcel, actor=ann, via=Door.REST, data=BOX | {"fragile": True})
    for parcel, advice in (
        (vase, ["It is fragile: the carrier asks 5.00 more."]),
        (create(Parcel, actor=ann, via=Door.REST, data=BOX), []),
    ):
        options = sender.get(f"parcels/{parcel.pk}/transitions/").json()
        assert {o["name"]: o["advice"] for o in options}["send"] == advice
