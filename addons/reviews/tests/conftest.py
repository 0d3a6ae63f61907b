"""Ravi has mended Alice's tap; the people are those of the jobs' tests."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import (
    accept,
    accepted,
    alice,
    bob,
    book,
    category,
    dora,
    make_provider,
    mira,
    omar,
    ravi,
    started,
)
from addons.providers.models import Provider
from addons.reviews.models import Review

__all__ = [
    "accept",
    "accepted",
    "alice",
    "bob",
    "book",
    "category",
    "dora",
    "make_provider",
    "mira",
    "omar",
    "ravi",
    "started",
]


def finish(job: Job, *, by: Any, **rating: Any) -> Job:
    data = {"rating_stars": None, "rating_description": ""} | rating
    return perform(job, JobFlow.complete, actor=by, data=data, via=Door.PORTAL)


def write(job: Job, *, by: Any, stars: Any = 4, text: str = "Dry again.", **more: Any) -> Review:
    data = {"job": job.pk, "stars": stars, "text": text} | more
    return create(Review, actor=by, data=data, via=Door.PORTAL)


def standing(provider: Provider) -> tuple[str, int]:
    found = Provider.objects.select_related("standing").get(pk=provider.pk).standing
    return str(found.rating), found.rating_count


@pytest.fixture
def finished(started: Job, alice: Any) -> Job:
    """Confirmed, whatever that takes: its customer has finished it herself."""
    return finish(started, by=alice)


@pytest.fixture
def review(finished: Job, alice: Any) -> Review:
    return write(finished, by=alice)
