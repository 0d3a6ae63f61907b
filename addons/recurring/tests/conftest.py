"""Alice books with Ravi for Tuesday and lets it repeat; the people are those of the jobs' tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from addons.base import clock
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import (
    accept,
    alice,
    bob,
    book,
    category,
    dora,
    make_provider,
    mira,
    omar,
    ravi,
)
from addons.providers.models import Provider
from addons.recurring.models import Series
from addons.recurring.schedules import book_ahead

__all__ = [
    "accept",
    "alice",
    "bob",
    "book",
    "category",
    "dora",
    "make_provider",
    "mira",
    "omar",
    "ravi",
]


def in_days(days: int) -> datetime:
    """That many days from now, at ten in the morning in UTC."""
    return (clock.now() + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)


@pytest.fixture
def booked(book: Callable[..., Job]) -> Callable[..., Job]:
    def booked(chosen: Provider | None = None, *, days: int = 2, **more: Any) -> Job:
        return book(chosen, **{"scheduled_at": in_days(days).isoformat()} | more)

    return booked


def repeat(job: Job, *, by: Any, every: str = "week", ends_on: Any = None) -> Series:
    data = {"job": job.pk, "every": every, "ends_on": ends_on}
    return create(Series, actor=by, data=data, via=Door.PORTAL)


@pytest.fixture
def series(booked: Callable[..., Job], ravi: Provider, alice: Any) -> Series:
    """Every week, the first in two days; Ravi has taken the first."""
    job = perform(booked(ravi), JobFlow.accept, actor=ravi.user, via=Door.PORTAL)
    return repeat(job, by=alice)


@pytest.fixture
def sweep() -> Callable[..., Series]:
    def sweep(series: Series, *, days: float) -> Series:
        """The series after a sweep that many days from now."""
        with clock.travelled(timedelta(days=days)):
            book_ahead()
        return Series.objects.get(pk=series.pk)

    return sweep
