"""Appointments over the API."""

from __future__ import annotations

import pytest
from django.test import Client

from .arrange import in_days, sweep

pytestmark = pytest.mark.django_db


def of(person):
    client = Client()
    client.force_login(person)
    return client


def post(person, path, body):
    return of(person).post(f"/api/v1/{path}", body, content_type="application/json")


def test_a_time_is_booked_moved_and_cancelled(alice, tara):
    at = in_days().isoformat()
    answer = post(alice, "appointments/", {"provider": tara.pk, "starts_at": at, "minutes": 45})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["state"], made["minutes"], made["category"]) == ("booked", 45, "astrology")
    assert made["price_per_minute"]["amount"] == "20.00"
    one = f"appointments/{made['id']}"
    moved = post(alice, f"{one}/move/", {"starts_at": in_days(3).isoformat()})
    assert moved.status_code == 200
    assert moved.json()["starts_at"] == in_days(3).isoformat().replace("+00:00", "Z")
    gone = post(alice, f"{one}/cancel/", {})
    assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    again = post(alice, f"{one}/cancel/", {})
    assert (again.status_code, again.json()["code"]) == (409, "wrong_state")


def test_without_a_length_it_is_the_usual_one(alice, tara):
    body = {"provider": tara.pk, "starts_at": in_days().isoformat()}
    assert post(alice, "appointments/", body).json()["minutes"] == 30


@pytest.mark.parametrize("minutes", [0, 20, "30", 30.5, True])
def test_wrong_lengths_are_named(alice, tara, minutes):
    body = {"provider": tara.pk, "starts_at": in_days().isoformat(), "minutes": minutes}
    answer = post(alice, "appointments/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["minutes"])


def test_what_is_taken_is_a_conflict_that_says_what_to_do(booked, bob, tara):
    body = {"provider": tara.pk, "starts_at": booked.starts_at.isoformat(), "minutes": 30}
    answer = post(bob, "appointments/", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "slot_taken")


def test_both_sides_read_it_and_nobody_else_does(booked, alice, bob, tara, noor):
    for person, status in ((alice, 200), (tara.user, 200), (bob, 404), (noor.user, 404)):
        answer = of(person).get(f"/api/v1/appointments/{booked.pk}/")
        assert answer.status_code == status, person
        listed = of(person).get("/api/v1/appointments/").json()["count"]
        assert listed == (status == 200)


def test_what_it_became_is_named(booked, alice):
    talk = sweep(booked).consultation
    found = of(alice).get(f"/api/v1/appointments/?consultation={talk.pk}").json()
    assert [each["consultation"] for each in found["results"]] == [talk.pk]
    assert of(alice).get("/api/v1/appointments/?state=booked").json()["count"] == 0
