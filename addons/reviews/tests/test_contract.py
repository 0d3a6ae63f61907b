"""Every actor in every state through every transition of a review and of the request for one."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job, WorkSession
from addons.jobs.tests.conftest import booking
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from addons.reviews.extends.jobs_worksession import SessionReviewed
from addons.reviews.flow import ReviewFlow, ReviewRequestFlow
from addons.reviews.models import Review, ReviewRequest

from .conftest import finish, write

MODERATES = {"support_agent", "support_manager", "administrator"}
UNSEEN = "invalid {'job': ['Choose one of those listed.']}"


def fresh_job(actors):
    provider = actors["provider"].provider
    job = create(Job, actor=actors["customer"], data=booking(provider), via=Door.PORTAL)
    job = perform(job, JobFlow.accept, actor=provider.user, via=Door.PORTAL)
    job = perform(job, JobFlow.start, actor=provider.user, data={"code": ""}, via=Door.PORTAL)
    finish(job, by=actors["customer"])
    provider = Provider.objects.get(pk=provider.pk)
    perform(provider, ProviderFlow.go_on_duty, actor=provider.user, via=Door.PORTAL)
    return Job.objects.get(pk=job.pk)


class People:
    @pytest.fixture
    def actors(self, alice, bob, make_provider):
        roles = ("dispatcher", "support_agent", "support_manager", "finance", "administrator")
        staff = {role: make_person(role, roles=(role,)) for role in roles}
        return staff | {
            "nobody": AnonymousUser(),
            "customer": alice,
            "other_customer": bob,
            "provider": make_provider("usual").user,
            "other_provider": make_provider("other", km_north=2).user,
        }


class TestReviewFlow(People, FlowContract):
    model = Review
    allowed = {
        ReviewFlow.write: {"customer"},
        ReviewFlow.answer: {"provider"},
        ReviewFlow.hide: MODERATES,
        ReviewFlow.show: MODERATES,
        ReviewFlow.forget: set(),
        ReviewFlow.forget_answer: set(),
    }
    data = {
        ReviewFlow.write: lambda record, actors: {"job": fresh_job(actors).pk, "stars": 5},
        ReviewFlow.answer: {"answer": "Thank you."},
        ReviewFlow.hide: {"reason": "It names a telephone number."},
    }

    def fresh(self, actors):
        return write(fresh_job(actors), by=actors["customer"])

    def _expected_on_creating(self, name, spec):
        """Who does not see the job learns no more than of one that is not there."""
        usual = super()._expected_on_creating(name, spec)
        return [UNSEEN] if name.startswith("other") else usual


class TestReviewRequestFlow(People, FlowContract):
    model = ReviewRequest
    allowed = {
        ReviewRequestFlow.ask: set(),
        ReviewRequestFlow.remind: set(),
        ReviewRequestFlow.settle: set(),
    }

    def fresh(self, actors):
        return fresh_job(actors).review_request


class TestWorkSessionExtension(People, FlowContract):
    model = WorkSession
    addon = "reviews"
    allowed = {SessionReviewed.take_back_rating: set()}

    def fresh(self, actors):
        return fresh_job(actors).work_sessions.get()
