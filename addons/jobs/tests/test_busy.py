"""Somebody else holds the database, or the record, for longer than anybody waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from addons.accounts.models import ApiToken
from addons.base.testing.races import elsewhere
from addons.jobs.models import Job

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pending(transactional_db: None, book: Any, ravi: Any) -> Job:
    return book(ravi)


@pytest.fixture
def impatient() -> Iterator[None]:
    """Waits for a lock for a moment only."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 20" if is_sqlite else "SET lock_timeout = '20ms'")
    yield
    connection.close()


def test_a_page_says_so_and_changes_nothing(client: Client, pending, alice, impatient):
    client.force_login(alice)
    client.raise_request_exception = False
    said = {"reason": "Not needed", "version": pending.version}
    with elsewhere(lambda: Job.objects.select_for_update().get(pk=pending.pk)):
        answer = client.post(f"/jobs/{pending.pk}/do/cancel/", said)
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "Nothing was changed" in answer.content.decode()
    pending.refresh_from_db()
    assert pending.state == "pending"
    assert client.post(f"/jobs/{pending.pk}/do/cancel/", said).status_code == 303


def test_the_api_answers_with_a_problem(client: Client, pending, alice, impatient):
    bearer = ApiToken.objects.issue(user=alice, name="Test")
    with elsewhere(lambda: Job.objects.select_for_update().get(pk=pending.pk)):
        answer = client.post(
            f"/api/v1/jobs/{pending.pk}/cancel/",
            {"reason": "Not needed"},
            content_type="application/json",
            headers={"Authorization": f"Bearer {bearer}"},
        )
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert (answer["Content-Type"], answer.json()["code"]) == (
        "application/problem+json",
        "unavailable",
    )
