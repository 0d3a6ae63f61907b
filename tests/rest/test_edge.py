"""Every class of answer that no record gives, and the document that names them all."""

from __future__ import annotations

import pytest
from django.test import Client

from addons.base.models import Event
from tests.rest.caller import BOX, Caller, refused

pytestmark = pytest.mark.django_db


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
