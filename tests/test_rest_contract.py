"""The REST surface over the dummy's records: every class of answer, and what none may say."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from addons.base import clock
from addons.base.models import Event, SentRequest
from addons.base.surfaces import idempotency
from addons.base.surfaces.problems import PROBLEM
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import add_note, create, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel, Slip

pytestmark = pytest.mark.django_db

BOX = {"title": "Books", "weight": "3.5"}


class Caller:
    """A client with the token of a user, or of nobody."""

    def __init__(self, user: Any = None, **headers: str) -> None:
        self.client = Client(headers=headers)
        self.headers = {"Authorization": f"Bearer token-{user.pk}"} if user else {}

    def get(self, path: str, query: Any = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers=self.headers | headers)

    def post(self, path: str, data: Any = None, **headers: str) -> Any:
        body = data if isinstance(data, (str, bytes)) else json.dumps({} if data is None else data)
        return self.client.post(
            f"/api/v1/{path}",
            body,
            content_type=headers.pop("content_type", "application/json"),
            headers=self.headers | {n.replace("_", "-"): v for n, v in headers.items()},
        )


def person(name: str, **more: Any) -> Any:
    return make_person(name, **more)


@pytest.fixture
def ann():
    return person("ann")


@pytest.fixture
def sender(ann):
    return Caller(ann)


@pytest.fixture
def other():
    return Caller(person("bob"))


@pytest.fixture
def carrier_user():
    return person("cara", is_staff=True)


@pytest.fixture
def carrier(carrier_user):
    return Caller(carrier_user)


@pytest.fixture
def chief():
    user = person("dora", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="administrator")[0])
    return Caller(user)


@pytest.fixture
def nobody():
    return Caller()


@pytest.fixture
def parcel(ann):
    return create(Parcel, actor=ann, via=Door.REST, data=BOX)


@pytest.fixture
def path(parcel):
    return f"parcels/{parcel.pk}/"


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document that refuses with this status and code."""
    document: dict[str, Any] = answer.json()
    assert answer.headers["Content-Type"] == PROBLEM
    assert (answer.status_code, document["status"], document["code"]) == (status, status, code)
    assert document["title"] and document["detail"] and document["type"]
    return document


# --- reading -------------------------------------------------------------------------------------


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
    with django_assert_max_num_queries(4):
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


# --- acting --------------------------------------------------------------------------------------


def test_a_record_is_made(sender):
    answer = sender.post("parcels/", BOX | {"weight": 3.25})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/parcels/{answer.json()['id']}/"
    assert answer.json()["weight"] == "3.25" and answer.json()["fragile"] is False


def test_a_transition_answers_the_record(sender, path):
    answer = sender.post(f"{path}send/")
    assert answer.status_code == 200 and answer.json()["state"] == "sent"


def test_an_empty_body_asks_for_nothing(sender, path):
    answer = sender.client.post(f"/api/v1/{path}send/", "", content_type="", headers=sender.headers)
    assert answer.status_code == 200


def test_what_the_caller_may_do_now(sender, carrier, path, ann):
    options = {o["name"]: o for o in sender.get(f"{path}transitions/").json()}
    assert list(options) == ["send", "give_back"]
    assert options["send"]["enabled"] and options["send"]["input"] is None
    assert options["give_back"]["path"] == "give-back"
    assert options["give_back"]["input"]["required"] == ["reason"]
    heavy = create(Parcel, actor=ann, via=Door.REST, data=BOX | {"weight": 31})
    send = sender.get(f"parcels/{heavy.pk}/transitions/").json()[0]
    assert (send["enabled"], send["code"]) == (False, "too_heavy") and "30 kg" in send["reason"]
    # What only machines do is offered to nobody.
    perform(create(Parcel, actor=ann, via=Door.REST, data=BOX), "send", actor=ann, via=Door.REST)
    assert "lapse" not in str(carrier.get(f"{path}transitions/").json())


def test_who_may_not_is_told_403(sender, other, carrier, path):
    refused(carrier.post(f"{path}send/"), 403, "forbidden")
    refused(sender.post(f"{path}weigh/"), 403, "forbidden")
    refused(other.post(f"{path}send/"), 404, "not_found")


def test_who_may_not_hears_that_before_what_is_wrong_with_the_body(sender, other, carrier, path):
    refused(carrier.post(f"{path}send/", {"nonsense": 1}), 403, "forbidden")
    refused(other.post(f"{path}send/", {"nonsense": 1}), 404, "not_found")
    refused(Caller().post(f"{path}send/", {"nonsense": 1}), 401, "not_signed_in")
    sender.post(f"{path}send/")
    refused(sender.post(f"{path}send/", {"nonsense": 1}), 409, "wrong_state")


def test_a_second_time_is_a_409_that_says_who_was_first(sender, path, ann):
    sender.post(f"{path}send/")
    late = refused(sender.post(f"{path}send/"), 409, "wrong_state")
    assert late["state"] == "sent" and late["detail"] == "already sent"
    assert late["changed_by"] == {"id": ann.pk, "name": "ann"} and late["changed_at"]


def test_who_may_not_read_the_history_is_not_told_who_was_first(sender, path, monkeypatch):
    sender.post(f"{path}send/")
    for permission in ("history_permission", "party_permission"):
        monkeypatch.setattr(ParcelFlow, permission, "")
    late = refused(sender.post(f"{path}send/"), 409, "wrong_state")
    assert late["state"] == "sent"
    assert "changed_by" not in late and "changed_at" not in late


def test_a_condition_refuses_with_its_own_code(sender, ann):
    heavy = create(Parcel, actor=ann, via=Door.REST, data=BOX | {"weight": 31})
    document = refused(sender.post(f"parcels/{heavy.pk}/send/"), 409, "too_heavy")
    assert document["state"] == "packed" and "30 kg" in document["detail"]


def test_a_refusal_of_a_follow_up_says_nothing_of_whose_record_it_was(sender, carrier, path):
    sender.post(f"{path}send/")
    slip = Slip.objects.get()
    assert sender.post(f"slips/{slip.pk}/remark/", {"remark": "missing"}).status_code == 200
    document = refused(carrier.post(f"{path}hand-out/"), 409, "disputed")
    assert "changed_by" not in document
    assert Parcel.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (BOX | {"state": "sent"}, "state"),
        (BOX | {"sender": 1}, "sender"),
        ({"weight": 1}, "title"),
        (BOX | {"title": 5}, "title"),
        (BOX | {"title": "x" * 101}, "title"),
        (BOX | {"title": None}, "title"),
        (BOX | {"weight": -1}, "weight"),
        (BOX | {"weight": True}, "weight"),
        (BOX | {"weight": "1e3"}, "weight"),
        (BOX | {"weight": 1.234}, "weight"),
        (BOX | {"weight": 10**400}, "weight"),
        (BOX | {"fragile": "yes"}, "fragile"),
        (BOX | {"fragile": None}, "fragile"),
        ([], "__all__"),
        ('"text"', "__all__"),
        (BOX | {"title": "a\x00b"}, "title"),
    ],
)
def test_wrong_input_is_named_by_field(sender, body, field):
    assert field in refused(sender.post("parcels/", body), 400, "invalid")["errors"]
    assert not Parcel.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'title': 1}",
        b'{"weight": NaN}',
        b'{"title": "\xff"}',
        b'{"title": "\\ud800"}',
        b"[" * 100_000,
        b'{"weight": ' + b"9" * 5000 + b"}",
    ],
)
def test_broken_json_is_a_400(sender, body):
    refused(sender.post("parcels/", body), 400, "broken_json")


# --- notes and override --------------------------------------------------------------------------


def test_notes_are_written_and_read(sender, carrier, path):
    note = sender.post(f"{path}notes/", {"text": "Ring twice"})
    assert note.status_code == 201 and note.json()["kind"] == "client"
    assert carrier.post(f"{path}notes/", {"kind": "internal", "text": "Beware"}).status_code == 201
    assert "Beware" in str(carrier.get(f"{path}notes/").json())
    shown = sender.get(f"{path}notes/").json()
    assert [row["text"] for row in shown] == ["Ring twice"]


def test_a_kind_of_note_is_for_those_who_may_write_it(sender, path):
    refused(sender.post(f"{path}notes/", {"kind": "internal", "text": "x"}), 403, "forbidden")
    wrong = refused(sender.post(f"{path}notes/", {"kind": "secret", "text": ""}), 400, "invalid")
    assert set(wrong["errors"]) == {"kind"}
    assert "text" in refused(sender.post(f"{path}notes/", {}), 400, "invalid")["errors"]


def test_the_status_is_set_by_hand_by_those_with_the_right(sender, carrier, chief, path):
    body = {"new_status": "sent", "notes": "Found on the lorry"}
    refused(sender.post(f"{path}update-status/", body), 403, "forbidden")
    refused(carrier.post(f"{path}update-status/", {"new_status": 1}), 403, "forbidden")
    answer = chief.post(f"{path}update-status/", body)
    assert answer.status_code == 200 and answer.json()["state"] == "sent"
    wrong = refused(chief.post(f"{path}update-status/", {"new_status": "lost"}), 400, "invalid")
    assert "new_status" in wrong["errors"]


# --- who calls -----------------------------------------------------------------------------------


def test_nobody_is_asked_to_sign_in(nobody, path):
    for answer in (
        nobody.get("parcels/"),
        nobody.get(path),
        nobody.get("parcels/999/"),
        nobody.post("parcels/", BOX),
        nobody.post(f"{path}send/"),
    ):
        refused(answer, 401, "not_signed_in")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_token_is_a_401_even_where_anyone_may(nobody, ann):
    nobody.headers = {"Authorization": "Bearer nonsense"}
    refused(nobody.get("parcels/"), 401, "not_signed_in")
    refused(nobody.get("carriage/", {"weight": 1}), 401, "not_signed_in")
    ann.is_active = False
    ann.save()
    refused(Caller(ann).get("parcels/"), 401, "not_signed_in")


def test_a_session_reads_and_writes_with_its_csrf_token(ann):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    assert client.get("/api/v1/parcels/").status_code == 200
    body = json.dumps(BOX)
    bare = client.post("/api/v1/parcels/", body, content_type="application/json")
    refused(bare, 403, "csrf_failed")
    token = "t" * 32
    client.cookies["csrftoken"] = token
    answer = client.post(
        "/api/v1/parcels/", body, content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 201


def test_a_token_goes_before_a_session_and_needs_no_csrf(ann):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("eve"))
    answer = client.post(
        "/api/v1/parcels/",
        json.dumps(BOX),
        content_type="application/json",
        headers={"Authorization": f"Bearer token-{ann.pk}"},
    )
    assert answer.json()["sender"]["id"] == ann.pk


# --- the edge ------------------------------------------------------------------------------------


def test_a_wrong_method_is_a_405_that_says_which_are_right(sender, path):
    answer = sender.client.delete(f"/api/v1/{path}", headers=sender.headers)
    refused(answer, 405, "method_not_allowed")
    assert answer.headers["Allow"] == "GET"


def test_another_kind_of_content_is_a_415(sender):
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        refused(sender.post("parcels/", "a=b", content_type=kind), 415, "unsupported_media_type")
    form = sender.client.post("/api/v1/parcels/", {"title": "x"}, headers=sender.headers)
    refused(form, 415, "unsupported_media_type")


def test_a_body_above_a_mebibyte_is_a_413(sender):
    refused(sender.post("parcels/", b" " * (1024 * 1024 + 1)), 413, "too_large")


def test_an_unexpected_error_tells_nothing(nobody, caplog):
    answer = nobody.get("carriage/broken/")
    refused(answer, 500, "error")
    assert b"swordfish" not in answer.content
    assert "swordfish" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_is_a_503_that_says_when_to_come_back(nobody):
    answer = nobody.get("carriage/busy/")
    refused(answer, 503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_problems_speak_the_callers_language(path, settings):
    answer = Caller(**{"Accept-Language": "hi"}).get("nowhere/")
    assert answer.headers["Content-Language"] == "hi"


def test_nothing_of_it_is_kept_by_caches(sender, path):
    assert sender.get(path).headers["Cache-Control"] == "no-store"


def test_each_request_has_an_id(sender):
    assert len(sender.get("parcels/").headers["X-Request-ID"]) == 32
    given = "proxy-gave-this-0001"
    assert sender.get("parcels/", **{"X-Request-ID": given}).headers["X-Request-ID"] == given
    unfit = sender.get("parcels/", **{"X-Request-ID": "a b\tc" * 50})
    assert len(unfit.headers["X-Request-ID"]) == 32


def test_the_callers_address_stands_in_the_event(ann, settings):
    made = Client(headers={"Authorization": f"Bearer token-{ann.pk}"})

    def address_seen(**extra: str) -> str:
        answer = made.post("/api/v1/parcels/", BOX, "application/json", **extra)
        return Event.objects.get(record_id=str(answer.json()["id"]), sequence=1).address

    forwarded = {"HTTP_X_FORWARDED_FOR": "6.6.6.6, 10.1.1.1", "REMOTE_ADDR": "127.0.0.9"}
    assert address_seen(**forwarded) == "127.0.0.9"
    settings.PROXIES = 1
    assert address_seen(**forwarded) == "10.1.1.1"
    settings.PROXIES = 5
    assert address_seen(**forwarded) == "6.6.6.6"


def test_a_routers_input_is_refused_in_the_same_shape(sender, nobody):
    errors = refused(sender.post("carriage/", {"weight": "x", "zon": 1}), 400, "invalid")["errors"]
    assert set(errors) == {"weight", "zon"}
    assert set(refused(sender.post("carriage/", []), 400, "invalid")["errors"]) == {"__all__"}
    refused(sender.post("carriage/", "{"), 400, "broken_json")
    refused(nobody.post("carriage/", {"weight": 1}), 401, "not_signed_in")
    assert "weight" in refused(nobody.get("carriage/"), 400, "invalid")["errors"]
    assert "colour" in nobody.get("carriage/", {"weight": 1, "colour": 2}).json()["errors"]
    assert nobody.get("carriage/", {"weight": 1.5}).json() == {"price": "15.00", "zone": "inland"}


# --- keys ----------------------------------------------------------------------------------------


def test_the_same_key_does_the_work_once(sender):
    first = sender.post("parcels/", BOX, Idempotency_Key="k1")
    again = sender.post("parcels/", BOX, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() and Parcel.objects.count() == 1
    assert again.headers["Idempotency-Replayed"] == "true"
    assert sender.post("parcels/", BOX, Idempotency_Key="k2").json()["id"] != first.json()["id"]


def test_the_same_key_with_another_request_is_refused(sender, path):
    sender.post("parcels/", BOX, Idempotency_Key="k1")
    other_body = sender.post("parcels/", BOX | {"title": "Shoes"}, Idempotency_Key="k1")
    refused(other_body, 409, "idempotency_mismatch")
    refused(sender.post(f"{path}send/", Idempotency_Key="k1"), 409, "idempotency_mismatch")


def test_a_key_belongs_to_its_caller(sender, other):
    assert sender.post("parcels/", BOX, Idempotency_Key="k1").status_code == 201
    assert other.post("parcels/", BOX, Idempotency_Key="k1").status_code == 201
    assert Parcel.objects.count() == 2


def test_a_refusal_by_the_record_is_repeated_too(sender, path, ann, parcel):
    sender.post(f"{path}send/")
    late = sender.post(f"{path}send/", Idempotency_Key="k1")
    again = sender.post(f"{path}send/", Idempotency_Key="k1")
    refused(late, 409, "wrong_state")
    assert again.content == late.content and again.headers["Content-Type"] == PROBLEM
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_of_wrong_input_can_be_used_again(sender, carrier, path):
    refused(sender.post("parcels/", {"title": ""}, Idempotency_Key="k1"), 400, "invalid")
    assert sender.post("parcels/", BOX, Idempotency_Key="k1").status_code == 201
    refused(carrier.post(f"{path}send/", Idempotency_Key="k1"), 403, "forbidden")
    assert not SentRequest.objects.filter(body__contains="forbidden").exists()


def test_a_refused_work_leaves_nothing_but_its_answer(sender, carrier, path):
    sender.post(f"{path}send/")
    slip = Slip.objects.get()
    sender.post(f"slips/{slip.pk}/remark/", {"remark": "missing"})
    refused(carrier.post(f"{path}hand-out/", Idempotency_Key="k1"), 409, "disputed")
    parcel = Parcel.objects.get()
    assert (parcel.state, parcel.version) == ("sent", 2)
    assert SentRequest.objects.get().status == 409


def test_a_router_honours_keys_as_well(sender):
    sender.post("carriage/", {"weight": 2}, Idempotency_Key="k1")
    again = sender.post("carriage/", {"weight": 2}, Idempotency_Key="k1")
    assert again.json()["price"] == "20.00" and "Idempotency-Replayed" in again.headers
    refused(
        sender.post("carriage/", {"weight": 3}, Idempotency_Key="k1"),
        409,
        idempotency.KeyMismatch.code,
    )


@pytest.mark.parametrize("key", ["k" * 256, "k\x01"])
def test_a_key_that_cannot_be_kept_is_refused(sender, key):
    errors = refused(sender.post("parcels/", BOX, Idempotency_Key=key), 400, "invalid")["errors"]
    assert "Idempotency-Key" in errors


def test_keys_are_forgotten_after_two_days(sender):
    sender.post("parcels/", BOX, Idempotency_Key="k1")
    assert idempotency.forget_old() == 0
    with clock.travelled(timedelta(hours=49)):
        assert sender.post("parcels/", BOX, Idempotency_Key="k1").status_code == 201
        assert Parcel.objects.count() == 2
    with clock.travelled(timedelta(hours=98)):
        assert idempotency.forget_old() == 1


def sent_at_once(user: Any, times: int, **headers: str) -> list[Any]:
    """The answers to the same POST sent by as many threads."""
    answers: list[Any] = []
    gate = threading.Barrier(times)

    def send() -> None:
        try:
            gate.wait()
            answers.append(Caller(user).post("parcels/", BOX, **headers))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_the_same_key_at_the_same_time_does_the_work_once(ann):
    answers = sent_at_once(ann, 8, Idempotency_Key="k1")
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Parcel.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_unique_row_the_work_would_be_done_each_time(ann, monkeypatch):
    monkeypatch.setattr(idempotency, "attempt", lambda sent, work: work())
    sent_at_once(ann, 8, Idempotency_Key="k1")
    assert Parcel.objects.count() == 8


# --- the document --------------------------------------------------------------------------------


def test_the_document_names_every_transition_with_its_input(nobody):
    document = nobody.get("schema/").json()
    assert document["openapi"].startswith("3.1")
    paths = document["paths"]
    assert "/api/v1/parcels/{id}/lapse/" not in paths
    back = paths["/api/v1/parcels/{id}/give-back/"]["post"]
    schema = back["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["reason"] and not schema["additionalProperties"]
    assert {"200", "400", "401", "403", "404", "409", "413", "415", "503"} <= set(back["responses"])


def test_the_docs_page_needs_nothing_from_elsewhere(nobody):
    page = nobody.get("docs/")
    html = page.content.decode()
    assert page.status_code == 200 and "parcels_give_back" in html and "curl -X POST" in html
    assert "<script" not in html and "style=" not in html
    assert "//cdn" not in html and 'src="http' not in html and 'href="http' not in html


def test_it_says_whether_it_lives_and_is_ready(nobody):
    assert nobody.client.get("/healthz").json() == {"status": "ok"}
    ready = nobody.client.get("/readyz")
    assert ready.status_code == 200 and ready.json()["checks"]["migrations"]


def test_notes_and_history_do_not_grow_with_their_rows(
    sender, path, parcel, ann, django_assert_max_num_queries
):
    for number in range(20):
        add_note(parcel, actor=ann, via=Door.REST, kind="client", text=f"Note {number}")
    with django_assert_max_num_queries(8):
        assert len(sender.get(f"{path}notes/").json()) == 20
