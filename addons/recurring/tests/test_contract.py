"""Every actor in every state through every transition of a series."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base import clock
from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import booking
from addons.recurring.flow import SeriesFlow
from addons.recurring.models import Series

from .conftest import in_days, repeat

STEERS = {"dispatcher", "administrator"}
KEEPS = {"customer", *STEERS}
SIGNED_IN = {"customer", "other_customer", "usual", "other_provider", "support_agent", *STEERS}


def fresh_job(actors: dict[str, Any]) -> Job:
    """A day of its own for each, so that they do not take each other's time."""
    data = booking(actors["usual"].provider)
    data["scheduled_at"] = in_days(2 + Job.objects.count()).isoformat()
    job = create(Job, actor=actors["customer"], data=data, via=Door.PORTAL)
    return perform(job, JobFlow.accept, actor=actors["usual"], via=Door.PORTAL)


def due(series: Series, actors: dict[str, Any]) -> dict[str, Any]:
    return {"on": series.next_on}


class TestSeriesFlow(FlowContract):
    model = Series
    allowed = {
        SeriesFlow.begin: SIGNED_IN,
        SeriesFlow.book_next: set(),
        SeriesFlow.miss: set(),
        SeriesFlow.leave_out: set(),
        SeriesFlow.settle_on: set(),
        SeriesFlow.skip_next: KEEPS,
        SeriesFlow.change: KEEPS,
        SeriesFlow.pause: KEEPS,
        SeriesFlow.resume: KEEPS,
        SeriesFlow.step_back: {"usual"},
        SeriesFlow.end: KEEPS,
        SeriesFlow.run_out: set(),
        SeriesFlow.forget: set(),
    }
    data = {
        SeriesFlow.begin: lambda record, actors: {"job": fresh_job(actors).pk, "every": "week"},
        SeriesFlow.book_next: due,
        SeriesFlow.miss: due,
        SeriesFlow.leave_out: due,
        SeriesFlow.change: lambda series, actors: {
            "every": "month",
            "next_on": (clock.now() + timedelta(days=9)).date().isoformat(),
            "at": "10:30",
        },
    }

    @pytest.fixture
    def actors(self, alice, bob, make_provider):
        staff = {
            role: make_person(role, roles=(role,))
            for role in ("dispatcher", "support_agent", "administrator")
        }
        return staff | {
            "nobody": AnonymousUser(),
            "customer": alice,
            "other_customer": bob,
            "usual": make_provider("usual").user,
            "other_provider": make_provider("other", km_north=2).user,
        }

    def fresh(self, actors):
        return repeat(fresh_job(actors), by=actors["customer"])

    def _expected_on_creating(self, name, spec):
        """Who does not see the booking learns no more than of one that is not there."""
        if name in {"other_customer", "other_provider"}:
            return ["invalid {'job': ['Choose one of those listed.']}"]
        return super()._expected_on_creating(name, spec)
