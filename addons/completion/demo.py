"""What customers of the demo say to finished work: most are content, a few say nothing or disagree.

Jobs are finished in the jobs' part of the demo (slots.py); here is what came of those unanswered.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction

from addons.base import clock
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.jobs.models import Job

from .extends.jobs_job import JobCompletion
from .models import CompletionRequest
from .schedules import escalate
from .states import Method, Outcome

# What becomes of those who were asked more than two days ago and said nothing, in turn.
FATES: Final = ("followed up", "not right", "followed up", "disputed")
ISSUES: Final = (
    "It worked for an hour, then it began again.",
    "The old part was left in the hall, and one screw is missing.",
    "Only half of what we had agreed on was done.",
)


def make(*, scale: float) -> str:
    """In the order in which it happened; the clock is moved for each."""
    agents = get_user_model()._default_manager.in_role("support_agent").order_by("pk")
    silent = CompletionRequest.objects.open().with_people().order_by("deadline", "pk")
    for number, request in enumerate(list(silent)):
        with transaction.atomic():
            live_through(request, number, agents[number % len(agents)])
    return f"{CompletionRequest.objects.count()} confirmations"


def live_through(request: CompletionRequest, number: int, agent: Any) -> None:
    fate = FATES[number % len(FATES)]
    if request.deadline > clock.now():
        return  # they still have time
    if fate == "not right":
        put_right_in_two_rounds(request, number)
        return
    with clock.at(request.deadline + timedelta(minutes=10)):
        escalate()
    moment = request.deadline + timedelta(hours=3)
    job = request.job
    for method in (Method.CALL, Method.SMS)[: 1 + number % 2]:
        if moment >= clock.now():
            return
        data = {"method": method.value, "reached": False, "notes": "No answer."}
        act(job, JobCompletion.log_contact, agent, moment, data)
        moment += timedelta(hours=5)
    if fate == "disputed" and moment < clock.now():
        data = {"outcome": Outcome.CUSTOMER_DISPUTED.value, "notes": ISSUES[number % len(ISSUES)]}
        act(job, JobCompletion.complete_by_support, agent, moment, data)


def put_right_in_two_rounds(request: CompletionRequest, number: int) -> None:
    """The customer says what is wrong; the provider comes again, and then they are content."""
    job, provider = request.job, request.job.provider
    assert provider is not None  # who finished it
    moment = request.requested_at + timedelta(hours=4)
    data = {"issues": ISSUES[number % len(ISSUES)]}
    act(job, JobCompletion.reject_completion, job.customer, moment, data)
    moment += timedelta(hours=20)
    if moment < clock.now():
        act(job, JobCompletion.request_completion, provider.user, moment, {"note": "Put right."})
    moment += timedelta(hours=2)
    if moment < clock.now():
        act(job, JobCompletion.approve_completion, job.customer, moment, {})


def act(job: Job, step: Any, actor: Any, moment: Any, data: dict[str, Any]) -> None:
    with clock.at(moment):
        perform(job, step, actor=actor, data=data, via=Door.PORTAL)
