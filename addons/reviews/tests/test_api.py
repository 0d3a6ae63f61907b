"""Reviews over the API: written once, answered once, read by everybody with the provider."""

from __future__ import annotations

import pytest
from django.test import Client

from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.reviews.flow import ReviewFlow
from addons.reviews.models import Review

pytestmark = pytest.mark.django_db


def of(person):
    client = Client()
    client.force_login(person)
    return client


def post(person, path, body):
    return of(person).post(f"/api/v1/{path}", body, content_type="application/json")


def test_a_job_is_reviewed_once_and_says_so(finished, alice):
    body = {"job": finished.pk, "stars": 5, "text": "Dry again.", "photos": []}
    answer = post(alice, "reviews/", body)
    assert answer.status_code == 201
    made = answer.json()
    assert (made["stars"], made["job"], made["author"], made["answer"]) == (
        5,
        finished.pk,
        "Alice",
        None,
    )
    again = post(alice, "reviews/", body)
    assert (again.status_code, again.json()["code"]) == (409, "already_reviewed")
    job = of(alice).get(f"/api/v1/jobs/{finished.pk}/").json()
    assert job["review"] == {"id": made["id"], "state": "published", "stars": 5}


@pytest.mark.parametrize("stars", [0, 6, "5", 4.5, None, True])
def test_wrong_stars_are_named(finished, alice, stars):
    answer = post(alice, "reviews/", {"job": finished.pk, "stars": stars, "text": ""})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["stars"]


def test_who_did_the_work_may_not_review_it(finished, ravi):
    answer = post(ravi.user, "reviews/", {"job": finished.pk, "stars": 5})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_everybody_reads_a_providers_reviews_with_answers(review, ravi):
    answer = post(ravi.user, f"reviews/{review.pk}/answer/", {"answer": "Thank you."})
    assert answer.status_code == 200
    page = Client().get(f"/api/v1/providers/{ravi.pk}/reviews/").json()
    assert page["count"] == 1
    (said,) = page["results"]
    assert (said["stars"], said["author"], said["answer"]) == (4, "Alice", "Thank you.")
    assert "customer" not in said
    beyond = Client().get(f"/api/v1/providers/{ravi.pk}/reviews/?page=2&page_size=1").json()
    assert (beyond["count"], beyond["results"]) == (1, [])


def test_strangers_read_a_review_without_whose_job_it_was(review, bob):
    said = of(bob).get(f"/api/v1/reviews/{review.pk}/").json()
    assert (said["customer"], said["job"], said["author"]) == (None, None, "Alice")


def test_a_hidden_review_is_in_no_list(review, ravi, bob):
    staff = make_person("sara", roles=("support_agent",))
    data = {"reason": "Insults."}
    perform(review, ReviewFlow.hide, actor=staff, data=data, via=Door.REST)
    assert Client().get(f"/api/v1/providers/{ravi.pk}/reviews/").json()["count"] == 0
    assert of(bob).get(f"/api/v1/reviews/{review.pk}/").status_code == 404
    assert of(staff).get("/api/v1/reviews/?state=hidden").json()["count"] == 1
    assert Review.objects.hidden().count() == 1
