"""Requests that are sent again with their key do their work once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from addons.base import clock
from addons.base.models import SentRequest
from addons.base.surfaces import idempotency
from addons.base.surfaces.problems import PROBLEM
from tests.dummy.models import Parcel, Slip
from tests.rest.caller import BOX, Caller, refused

pytestmark = pytest.mark.django_db


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
