"""Every actor in every state through what completion adds to a job, and through a confirmation."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.contract import FlowContract, place
from addons.base.testing.people import make_person
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.flow import CompletionFlow
from addons.completion.models import CompletionRequest
from addons.jobs.models import Job
from addons.jobs.tests.test_contract import do, live
from addons.jobs.tests.test_contract import people as people_of_jobs

people = people_of_jobs
SUPPORT = {"support_agent", "support_manager", "administrator"}
LEADS = {"support_manager", "administrator"}
HAD_IT = {"assigned", "former"}


def finished(actors: dict[str, Any]) -> Job:
    job = live(actors, started=True)
    return do(job, JobCompletion.request_completion, actors["assigned"])


def followed_up(actors: dict[str, Any]) -> Job:
    agent = actors["support_agent"]
    return do(finished(actors), JobCompletion.initiate_followup, agent, agent=agent.pk)


class TestJobCompletion(FlowContract):
    model = Job
    addon = "completion"
    allowed = {
        JobCompletion.request_completion: HAD_IT,
        JobCompletion.ask_late: set(),
        JobCompletion.respond_completion: {"customer"},
        JobCompletion.approve_completion: {"customer"},
        JobCompletion.reject_completion: {"customer"},
        JobCompletion.verify: {"customer"},
        JobCompletion.escalate_completion: set(),
        JobCompletion.initiate_followup: SUPPORT,
        JobCompletion.log_contact: SUPPORT,
        JobCompletion.complete_by_support: SUPPORT,
        JobCompletion.auto_complete: set(),
        JobCompletion.settle_dispute: LEADS,
    }
    data = {
        JobCompletion.request_completion: {"note": "New seal"},
        JobCompletion.respond_completion: {"approved": True},
        JobCompletion.approve_completion: {"feedback": "Well done"},
        JobCompletion.reject_completion: {"issues": "It still drips"},
        JobCompletion.initiate_followup: lambda job, actors: {
            "agent": actors["support_manager"].pk
        },
        JobCompletion.log_contact: {"method": "call", "reached": False, "notes": ""},
        JobCompletion.complete_by_support: {"outcome": "customer_confirmed", "notes": "By phone"},
        JobCompletion.settle_dispute: {"outcome": "verified", "reason": "We have looked at it"},
    }

    @pytest.fixture
    def actors(self, people, desk):
        return people | {"support_manager": make_person("lead", roles=("support_manager",))}

    def arrange(self, state, actors):
        match state:
            case "in_progress":
                return live(actors, started=True)
            case "completed":
                return followed_up(actors)
            case "verified":
                return do(finished(actors), JobCompletion.approve_completion, actors["customer"])
            case "disputed":
                said = {"outcome": "customer_disputed", "notes": "It drips"}
                agent = actors["support_agent"]
                return do(followed_up(actors), JobCompletion.complete_by_support, agent, **said)
        return place(live(actors, started=False), state)


class TestCompletionFlow(FlowContract):
    model = CompletionRequest
    allowed = {
        body: set()
        for body in (
            CompletionFlow.ask,
            CompletionFlow.remind,
            CompletionFlow.escalate,
            CompletionFlow.hand_over,
            CompletionFlow.log_attempt,
            CompletionFlow.approve,
            CompletionFlow.reject,
            CompletionFlow.auto_approve,
            CompletionFlow.forget,
        )
    }

    @pytest.fixture
    def actors(self, people, desk):
        return people

    def fresh(self, actors):
        return finished(actors).completion_requests.get()
