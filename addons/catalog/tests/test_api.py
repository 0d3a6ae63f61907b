"""The catalogue as anybody reads it."""

from __future__ import annotations

import pytest

from addons.base import clock
from addons.catalog.models import ServiceCategory, ServiceItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def plumbing():
    plumbing = ServiceCategory.objects.create(name="Plumbing", slug="plumbing", list_price=499)
    leaks = ServiceCategory.objects.create(name="Leaks", slug="leak-repair", parent=plumbing)
    for category, slug in ((plumbing, "tap"), (leaks, "leak")):
        ServiceItem.objects.create(
            category=category, name=slug, slug=slug, price="249.50", duration_minutes=30
        )
    return plumbing


def test_anybody_reads_the_tree_as_a_flat_list(client, plumbing):
    answer = client.get("/api/v1/categories/").json()
    assert (answer["count"], answer["next"]) == (2, None)
    root, child = answer["results"]
    assert (root["slug"], root["parent"]) == ("plumbing", None)
    assert (child["slug"], child["parent"]) == ("leak-repair", "plumbing")
    assert child["list_price"] == {"amount": "499.00", "currency": "INR"}
    assert [item["slug"] for item in child["items"]] == ["leak", "tap"]
    assert child["items"][0]["price"] == {"amount": "249.50", "currency": "INR"}


def test_what_is_switched_off_or_archived_is_not_shown(client, plumbing):
    ServiceItem.objects.filter(slug="tap").update(archived_at=clock.now())
    ServiceCategory.objects.filter(slug="leak-repair").update(is_active=False)
    [root] = client.get("/api/v1/categories/").json()["results"]
    assert root["items"] == []
    assert client.get("/api/v1/categories/leak-repair/").status_code == 404


def test_one_category_reads_like_in_the_list(client, plumbing):
    one = client.get("/api/v1/categories/leak-repair/").json()
    assert one in client.get("/api/v1/categories/").json()["results"]


def test_a_long_catalogue_comes_in_pages(client, plumbing):
    first = client.get("/api/v1/categories/", {"page_size": 1}).json()
    assert [c["slug"] for c in first["results"]] == ["plumbing"]
    second = client.get(first["next"]).json()
    assert [c["slug"] for c in second["results"]] == ["leak-repair"]
    assert second["next"] is None


@pytest.mark.parametrize("query", [{"page": 0}, {"page_size": 101}, {"page": "x"}, {"color": 1}])
def test_a_wrong_question_names_the_field(client, query):
    answer = client.get("/api/v1/categories/", query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(query))


def test_the_list_takes_a_few_queries_however_long(client, plumbing, django_assert_max_num_queries):
    for n in range(20):
        ServiceCategory.objects.create(name=f"{n}", slug=f"n{n}", parent=plumbing)
    with django_assert_max_num_queries(4):
        assert client.get("/api/v1/categories/").json()["count"] == 22
