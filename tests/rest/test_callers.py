"""Who calls: nobody, a token, a session."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests.rest.caller import BOX, Caller, person, refused

pytestmark = pytest.mark.django_db


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


def test_who_posts_to_an_address_that_is_not_there_hears_that_and_not_of_tokens(ann):
    client = Client(enforce_csrf_checks=True)
    for address in ("/api/v1/parcels/1/vanish/", "/api/v1/nowhere/", "/api/v2/parcels/"):
        refused(client.post(address, "{}", content_type="application/json"), 404, "not_found")
