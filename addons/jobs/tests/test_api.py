from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow

pytestmark = pytest.mark.django_db


@pytest.fixture
def call():
    def call(user, method, path, data=None):
        client = Client(headers={"accept": "application/json"})
        client.force_login(user)
        request = getattr(client, method)
        if method == "get":
            return request(f"/api/v1/{path}")
        return request(f"/api/v1/{path}", data or {}, content_type="application/json")

    return call


def test_an_offered_provider_reads_the_area_but_not_the_address(book, ravi, call):
    job = book(ravi)
    shown = call(ravi.user, "get", f"jobs/{job.pk}/").json()
    assert (shown["address"], shown["area"], shown["contact"]) == (None, "Connaught Place", None)
    assert shown["latitude"] == 28.61
    assert shown["offer"]["state"] == "open"


def test_the_assigned_provider_reads_address_and_contact(accepted, ravi, alice, call):
    shown = call(ravi.user, "get", f"jobs/{accepted.pk}/").json()
    assert shown["address"] == "12 Main Street"
    assert shown["contact"]["name"] == "Alice"
    assert call(alice, "get", f"jobs/{accepted.pk}/").json()["contact"]["name"] == "Ravi"


def test_contacts_are_gone_after_the_finish(started, alice, ravi, call):
    perform(started, JobFlow.complete, actor=alice, data={}, via=Door.PORTAL)
    assert call(ravi.user, "get", f"jobs/{started.pk}/").json()["contact"] is None


def test_foreign_and_missing_jobs_look_the_same(book, ravi, bob, call):
    foreign, missing = (call(bob, "get", f"jobs/{key}/") for key in (book(ravi).pk, 999_999))
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content


def test_a_list_shows_only_ones_own(book, ravi, alice, bob, call):
    mine = book(ravi)
    book(ravi, by=bob)
    listed = call(alice, "get", "jobs/").json()
    assert [row["id"] for row in listed["results"]] == [mine.pk]


@pytest.mark.usefixtures("only_its_own_queries")
def test_a_list_of_many_costs_no_more_queries_than_one_of_few(book, ravi, alice):
    client = Client()
    client.force_login(alice)
    costs = []
    for _ in range(2):
        book(ravi)
        book(ravi)
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/jobs/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 10


def test_the_two_sides_talk_and_nobody_else_hears(started, alice, ravi, bob, call):
    path = f"jobs/{started.pk}/messages/"
    said = call(alice, "post", path, {"text": "The door is open <b>now</b>"})
    assert said.status_code == 201
    heard = call(ravi.user, "get", path).json()
    assert [m["text"] for m in heard] == ["The door is open <b>now</b>"]
    assert call(bob, "get", path).status_code == 404


def test_a_customer_writes_no_internal_message_and_reads_none(started, alice, dora, call):
    path = f"jobs/{started.pk}/messages/"
    assert call(alice, "post", path, {"text": "x", "internal": True}).status_code == 403
    assert call(dora, "post", path, {"text": "SECRET", "internal": True}).status_code == 201
    assert "SECRET" in str(call(dora, "get", path).json())
    assert "SECRET" not in str(call(alice, "get", path).json())


def test_a_finished_conversation_is_read_only(started, alice, call):
    perform(started, JobFlow.complete, actor=alice, data={}, via=Door.PORTAL)
    answer = call(alice, "post", f"jobs/{started.pk}/messages/", {"text": "Thanks"})
    assert (answer.status_code, answer.json()["code"]) == (409, "read_only")


def test_the_private_rating_reaches_no_provider(started, alice, ravi, call):
    rating = {"rating_stars": 2, "rating_description": "Quick and dirty"}
    assert call(alice, "post", f"jobs/{started.pk}/complete/", rating).status_code == 200
    for path in ("", "status-history/", "notes/", "messages/"):
        seen = call(ravi.user, "get", f"jobs/{started.pk}/{path}")
        assert "dirty" not in seen.content.decode()


def test_only_those_with_the_right_override(started, alice, ravi, dora, call):
    path, data = f"jobs/{started.pk}/update-status/", {"new_status": "completed", "notes": "x"}
    assert call(ravi.user, "post", path, data).status_code == 403
    assert call(alice, "post", path, data).status_code == 403
    assert call(dora, "post", path, data | {"notes": ""}).status_code == 400
    assert call(dora, "post", path, data).json()["state"] == "completed"


def test_me_says_whether_one_looks_for_help(book, ravi, alice, call):
    assert call(alice, "get", "me/").json()["search"] == "inactive"
    book(ravi)
    assert call(alice, "get", "me/").json()["search"] == "active"


def test_the_page_says_what_the_other_side_has_seen(started, alice, ravi, call):
    call(alice, "post", f"jobs/{started.pk}/messages/", {"text": "The door is open"})
    page = Client()
    page.force_login(alice)
    assert "seen" not in page.get(f"/jobs/{started.pk}/chat/").content.decode()
    other = Client()
    other.force_login(ravi.user)
    assert "The door is open" in other.get(f"/jobs/{started.pk}/chat/").content.decode()
    assert ", seen" in page.get(f"/jobs/{started.pk}/chat/").content.decode()
