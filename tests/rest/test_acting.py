"""What is done through the API, and every way in which it is refused."""

from __future__ import annotations

import pytest

from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel, Slip
from tests.rest.caller import BOX, Caller, refused

pytestmark = pytest.mark.django_db


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
