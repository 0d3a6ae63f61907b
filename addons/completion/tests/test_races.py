"""Answers within 50 ms of the deadline against three sweeps; two nodes that start at once."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.races import at_once
from addons.base.workflow import DoorError
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.schedules import complete, escalate, remind
from addons.completion.tests.conftest import do, request_of
from addons.jobs.models import Job
from addons.tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)

FEW, MANY = 10, 200
SWEEPS = 3


def steps_of(job: Job) -> list[str]:
    told = Event.objects.of(job).transitions().order_by("sequence")
    return list(told.values_list("transition", flat=True))


def answer_against_sweeps(job, alice, *, approved: bool, off: timedelta) -> None:
    """At the deadline, so much before or after it, the customer answers while three sweeps run."""
    said = {"approved": approved, "issues": "" if approved else "It drips"}
    with clock.at(request_of(job).deadline + off):
        answered, *swept = at_once(
            1 + SWEEPS,
            lambda number: (
                escalate() if number else do(job, JobCompletion.respond_completion, alice, **said)
            ),
        )
    if isinstance(answered, DoorError):
        # The loser is told why, and may answer again.
        assert answered.http_status == 409 and str(answered)
        do(job, JobCompletion.respond_completion, alice, **said)
    assert sum(each for each in swept if isinstance(each, int)) <= 1
    told, request = steps_of(job), request_of(job)
    assert told.count("respond_completion") == 1 and told.count("escalate_completion") <= 1
    right = ("approved", "verified") if approved else ("rejected", "in_progress")
    assert (request.state, Job.objects.get(pk=job.pk).state) == right
    was_escalated = "escalate_completion" in told
    assert bool(request.escalated_at) == was_escalated == request.auto_escalated
    tickets = Ticket.objects.filter(related_id=str(job.pk))
    assert tickets.count() == was_escalated + (not approved)
    fresh = Job.objects.get(pk=job.pk)
    stream = list(Event.objects.of(job).order_by("sequence"))
    assert not list(breaks_in(stream, head=(fresh.version, fresh.chain)))


def run(number: int, finish, alice, ravi) -> None:
    chance, begin = Random("races"), clock.now()
    for place in range(number):
        with clock.at(begin + timedelta(minutes=place)):
            job = finish()
        off = timedelta(milliseconds=chance.uniform(-50, 50))
        answer_against_sweeps(job, alice, approved=place % 2 == 0, off=off)
        if place % 2:  # so that Ravi is free for the next one
            do(job, JobCompletion.request_completion, ravi.user)
            do(job, JobCompletion.respond_completion, alice, approved=True)


def test_an_answer_at_the_deadline_and_three_sweeps_have_one_outcome(finish, alice, ravi, kim, lee):
    run(FEW, finish, alice, ravi)


@pytest.mark.slow
def test_two_hundred_answers_at_their_deadline_have_one_outcome_each(finish, alice, ravi, kim, lee):
    run(MANY, finish, alice, ravi)


def test_two_nodes_after_nine_days_do_each_thing_once_with_its_true_time(finish, kim, lee):
    late, tried = finish(), finish()
    begin = request_of(tried).requested_at
    with clock.at(begin + timedelta(hours=1)):
        do(tried, JobCompletion.initiate_followup, kim, agent=kim.pk)
        for method in ("call", "sms", "email"):
            do(tried, JobCompletion.log_contact, kim, method=method, reached=False, notes="")
    deadline = request_of(late).deadline
    with clock.at(begin + timedelta(days=8, hours=6)):
        fresh = finish()

    def node() -> list[int]:
        return [remind(), escalate(), complete(), remind(), escalate(), complete()]

    with clock.at(begin + timedelta(days=9, hours=18)):
        one, other = at_once(2, lambda _: node())
    done = [mine + theirs for mine, theirs in zip(one, other, strict=True)]
    assert [done[place] + done[place + 3] for place in range(3)] == [1, 1, 1]
    assert request_of(late).is_followed_up and request_of(late).deadline == deadline
    completed = request_of(tried)
    assert completed.state == "auto_approved"
    due = completed.auto_completes_at - begin - timedelta(days=7, hours=1)
    assert timedelta(0) <= due < timedelta(minutes=1)
    assert request_of(fresh).reminded_at is not None
    for job, step in ((late, "escalate_completion"), (tried, "auto_complete")):
        assert steps_of(job).count(step) == 1
