"""Many at once around one job: one wins, whichever doors they come by, and everything fits after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.races import at_once, unguarded
from addons.base.workflow import Conflict, Door, DoorError
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job, Occupied, Offer, WorkSession
from addons.jobs.schedules import expire_offers
from addons.providers.models import ProviderStanding

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people and jobs of the other fixtures have to be there for other connections."""


def do(job, transition, actor, via=Door.REST, **data):
    return perform(job, transition, actor=actor, data=data, via=via)


def won_and_lost(answers):
    won = [answer for answer in answers if isinstance(answer, Job)]
    lost = [answer for answer in answers if isinstance(answer, DoorError)]
    assert len(won) + len(lost) == len(answers), answers
    return won, lost


def assert_fits(job):
    """One active session at most, no time taken twice or left over, every chain whole."""
    job.refresh_from_db()
    active = WorkSession.objects.active().filter(job=job).count()
    assert active == (1 if job.state in ("assigned", "in_progress") else 0)
    holders = set(Occupied.objects.filter(job=job).values_list("provider", flat=True))
    assert holders <= {job.provider_id}
    assert bool(holders) == bool(active)
    for record in (job, *job.offers.all(), *job.work_sessions.all()):
        stream = Event.objects.of(record).order_by("sequence")
        assert not list(breaks_in(list(stream), head=(record.version, record.chain)))


def transitions_of(job):
    return list(
        Event.objects.of(job)
        .transitions()
        .order_by("sequence")
        .values_list("transition", flat=True)
    )


def test_of_many_accepts_of_one_offer_one_wins(book, ravi):
    job = book(ravi)
    won, lost = won_and_lost(at_once(CROWD, lambda _n: do(job, JobFlow.accept, ravi.user)))
    assert (len(won), {error.code for error in lost}) == (1, {"wrong_state"})
    assert transitions_of(job) == ["book", "accept"]
    assert ProviderStanding.objects.get(provider=ravi).offers_accepted == 1
    assert_fits(job)


def test_of_many_finishes_by_all_sides_and_doors_one_wins(started, alice, ravi, dora):
    callers = (
        (alice, Door.WEBSOCKET),
        (ravi.user, Door.WEBSOCKET),
        (ravi.user, Door.REST),
        (alice, Door.PORTAL),
        (dora, Door.CONSOLE),
    )

    def finish(number):
        actor, via = callers[number % len(callers)]
        return do(started, JobFlow.complete, actor, via=via)

    won, lost = won_and_lost(at_once(CROWD, finish))
    assert (len(won), {error.code for error in lost}) == (1, {"wrong_state"})
    session = started.work_sessions.get()
    assert session.completed_by_id == won[0].completed_by_id
    started.refresh_from_db()
    # Once, as soon as it counts, which a provider's word alone may not bring about.
    counted = ProviderStanding.objects.get(provider=ravi).jobs_completed
    assert counted == started.is_confirmed
    assert transitions_of(started).count("complete") == 1


@pytest.mark.parametrize("number", range(3))
def test_an_accept_and_an_assignment_to_somebody_else_leave_one_provider(
    book, ravi, mira, dora, number
):
    job = book(ravi)

    def act(number):
        if number % 2:
            return do(job, JobFlow.accept, ravi.user)
        return do(job, JobFlow.assign, dora, provider=mira.pk)

    won, lost = won_and_lost(at_once(8, act))
    assert won
    assert {error.code for error in lost} <= {"wrong_state", "offer_closed", "already_assigned"}
    job.refresh_from_db()
    assert job.state == "assigned"
    assert not job.offers.open().exists()
    assert_fits(job)


@pytest.mark.parametrize("number", range(3))
def test_a_cancellation_and_a_start_end_in_one_of_the_two(accepted, alice, ravi, number):
    def act(number):
        if number % 2:
            return do(accepted, JobFlow.start, ravi.user)
        return do(accepted, JobFlow.cancel, alice, reason="Not needed")

    won, _lost = won_and_lost(at_once(8, act))
    assert len(won) == 1
    accepted.refresh_from_db()
    assert accepted.state == won[0].state
    assert_fits(accepted)


def test_a_provider_takes_only_one_of_two_jobs_for_the_same_time(book, ravi, bob):
    at = (clock.now() + timedelta(days=1)).isoformat()
    jobs = [book(ravi, scheduled_at=at), book(ravi, by=bob, scheduled_at=at)]
    won, lost = won_and_lost(at_once(8, lambda n: do(jobs[n % 2], JobFlow.accept, ravi.user)))
    assert len(won) == 1
    assert {error.code for error in lost} <= {"slot_taken", "wrong_state"}
    assert sorted(Job.objects.values_list("state", flat=True)) == ["assigned", "pending"]
    for job in jobs:
        assert_fits(job)


def test_sweeps_at_once_pass_each_offer_on_once(book, ravi, mira, omar):
    jobs = [book(ravi) for _ in range(6)]
    with clock.travelled(timedelta(minutes=11)):
        now = clock.now()

        def sweep(_number):
            with clock.at(now):
                return expire_offers()

        assert sum(at_once(4, sweep)) == len(jobs)
    for job in jobs:
        assert transitions_of(job) == ["book", "lapse", "ask"]
    assert Offer.objects.filter(state="expired").count() == len(jobs)
    assert ProviderStanding.objects.get(provider=ravi).offers_answered == len(jobs)


def test_without_the_guard_many_finishes_do_not_end_well(started, alice, ravi):
    with unguarded():
        answers = at_once(CROWD, lambda n: do(started, JobFlow.complete, (alice, ravi.user)[n % 2]))
    refused = [a for a in answers if isinstance(a, Conflict) and a.code == "wrong_state"]
    assert len(refused) < CROWD - 1
