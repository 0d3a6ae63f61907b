"""Every actor in every state through every transition of jobs, offers and work sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base import clock
from addons.base.testing.contract import FlowContract, place
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job, Offer, WorkSession
from addons.jobs.offer_flow import OfferFlow
from addons.jobs.work_session_flow import WorkSessionFlow

STEERS = {"dispatcher", "administrator"}
# Had the job once; whether it is still theirs is a condition.
HAD_IT = {"assigned", "former"}
SIGNED_IN = {
    "customer",
    "other_customer",
    "offered",
    "other_provider",
    "support_agent",
    "finance",
    *HAD_IT,
    *STEERS,
}


@pytest.fixture
def people(alice, bob, make_provider) -> dict[str, Any]:
    """`offered` is asked now, `former` had the job, `assigned` has it where somebody has."""
    providers = {
        name: make_provider(name, km_north=number)
        for number, name in enumerate(("assigned", "former", "offered", "other"), start=1)
    }
    roles = ("dispatcher", "support_agent", "finance", "administrator")
    staff = {role: make_person(role, roles=(role,)) for role in roles}
    return staff | {
        "nobody": AnonymousUser(),
        "customer": alice,
        "other_customer": bob,
        "assigned": providers["assigned"].user,
        "former": providers["former"].user,
        "offered": providers["offered"].user,
        "other_provider": providers["other"].user,
    }


def booking_for(actors: dict[str, Any]) -> dict[str, Any]:
    return {
        "category": "leak-repair",
        "provider": actors["former"].provider.pk,
        "description": "The kitchen tap drips.",
        "address": "12 Main Street",
        "latitude": "28.6139",
        "longitude": "77.2090",
        # A day of its own for each, so that they do not take each other's time.
        "scheduled_at": (clock.now() + timedelta(days=2 + Job.objects.count())).isoformat(),
        "payment_method": "cash",
    }


def do(job: Job, transition: Any, actor: Any, **data: Any) -> Job:
    return perform(job, transition, actor=actor, data=data, via=Door.PORTAL)


def passed_on(actors: dict[str, Any]) -> Job:
    """`former` had it, then `assigned`, who gave it back; now `offered` is asked."""
    job = create(Job, actor=actors["customer"], data=booking_for(actors), via=Door.PORTAL)
    job = do(job, JobFlow.accept, actors["former"])
    assigned = actors["assigned"].provider.pk
    job = do(job, JobFlow.assign, actors["dispatcher"], provider=assigned)
    job = do(job, JobFlow.unassign, actors["assigned"], reason="My van broke down")
    assert job.provider == actors["offered"].provider
    return job


def live(actors: dict[str, Any], *, started: bool) -> Job:
    """`offered` was asked, `former` had it, `assigned` has it now."""
    assigned = actors["assigned"].provider.pk
    job = do(passed_on(actors), JobFlow.assign, actors["dispatcher"], provider=assigned)
    return do(job, JobFlow.start, actors["assigned"]) if started else job


def tomorrow(record: Any, actors: dict[str, Any]) -> dict[str, Any]:
    return {"scheduled_at": (clock.now() + timedelta(days=1)).isoformat()}


class TestJobFlow(FlowContract):
    model = Job
    allowed = {
        JobFlow.book: SIGNED_IN,
        JobFlow.ask: set(),
        JobFlow.begin_to_look: set(),
        JobFlow.accept: {"offered", "former"},
        JobFlow.reject: {"offered", "former"},
        JobFlow.lapse: set(),
        JobFlow.call_dispatcher: set(),
        JobFlow.choose_provider: {"customer", *STEERS},
        JobFlow.assign: STEERS,
        JobFlow.unassign: {*HAD_IT, *STEERS},
        JobFlow.reschedule: {"customer", *HAD_IT, *STEERS},
        JobFlow.agree_to_time: {"customer", *HAD_IT, *STEERS},
        JobFlow.keep_time: {"customer", *HAD_IT, *STEERS},
        JobFlow.start: HAD_IT,
        JobFlow.complete: {"customer", *HAD_IT, *STEERS},
        JobFlow.cancel: {"customer", *STEERS},
        JobFlow.forget: set(),
    }
    data = {
        JobFlow.book: lambda record, actors: booking_for(actors),
        JobFlow.choose_provider: lambda job, actors: {
            "provider": actors["other_provider"].provider.pk
        },
        JobFlow.assign: lambda job, actors: {"provider": actors["other_provider"].provider.pk},
        JobFlow.unassign: {"reason": "My van broke down"},
        JobFlow.reschedule: tomorrow,
        JobFlow.cancel: {"reason": "Not needed any more"},
    }

    @pytest.fixture
    def actors(self, people):
        return people

    def arrange(self, state, actors):
        match state:
            case "pending":
                return passed_on(actors)
            case "assigned":
                return live(actors, started=False)
            case "in_progress":
                return live(actors, started=True)
            case "completed":
                return do(live(actors, started=True), JobFlow.complete, actors["assigned"])
            case "cancelled":
                job = live(actors, started=False)
                return do(job, JobFlow.cancel, actors["customer"], reason="Not needed")
        return place(passed_on(actors), state)


class TestOfferFlow(FlowContract):
    model = Offer
    allowed = {
        body: set()
        for body in (
            OfferFlow.make,
            OfferFlow.accept,
            OfferFlow.reject,
            OfferFlow.expire,
            OfferFlow.withdraw,
            OfferFlow.forget,
        )
    }

    @pytest.fixture
    def actors(self, people):
        return people

    def fresh(self, actors):
        return passed_on(actors).offers.open().get()


class TestWorkSessionFlow(FlowContract):
    model = WorkSession
    allowed = {
        body: set()
        for body in (
            WorkSessionFlow.open,
            WorkSessionFlow.complete,
            WorkSessionFlow.cancel,
            WorkSessionFlow.publish_rating,
            WorkSessionFlow.forget,
        )
    }

    @pytest.fixture
    def actors(self, people):
        return people

    def fresh(self, actors):
        return live(actors, started=True).work_sessions.active().get()
