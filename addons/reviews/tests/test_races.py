"""Many at one job, and many jobs of one provider, at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.schedules import publish_ratings
from addons.providers.checks import standings_are_what_customers_said
from addons.providers.flow import ProviderFlow
from addons.providers.models.standing import ProviderStandingQuerySet
from addons.reviews.flow import ReviewFlow
from addons.reviews.models import Review
from addons.reviews.schedules import remind

from .conftest import finish, standing, write

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 16


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people and jobs of the other fixtures have to be there for other connections."""


def assert_holds(record):
    record.refresh_from_db()
    stream = Event.objects.of(record).order_by("sequence")
    assert not list(breaks_in(list(stream), head=(record.version, record.chain)))


def of_kind(answers, kind):
    return [answer for answer in answers if isinstance(answer, kind)]


def test_of_many_reviews_of_one_job_one_is_written(finished, alice, ravi):
    answers = at_once(CROWD, lambda number: write(finished, by=alice, stars=1 + number % 5))
    refused = {answer.code for answer in of_kind(answers, DoorError)}
    assert (len(of_kind(answers, Review)), refused) == (1, {"already_reviewed"}), answers
    review = Review.objects.get()
    assert standing(ravi) == (f"{review.stars}.00", 1)
    assert_holds(review)


def test_without_the_lock_the_unique_row_still_lets_one_win(finished, alice, ravi, monkeypatch):
    """Kind words come from the lock; that there is one review, from the database."""
    rows = type(Job.objects.all())
    monkeypatch.setattr(rows, "select_for_update", lambda self, **kwargs: self)
    answers = at_once(CROWD, lambda _number: write(finished, by=alice))
    assert len(of_kind(answers, Review)) == Review.objects.count() == 1
    losers = of_kind(answers, (DoorError, IntegrityError))
    assert len(losers) == CROWD - 1, answers
    assert standing(ravi) == ("4.00", 1)


@pytest.mark.parametrize("rounds", range(3))
def test_a_review_against_the_sweep_that_publishes_the_rating_counts_one(
    started, alice, ravi, rounds
):
    job = finish(started, by=alice, rating_stars=2)
    with clock.travelled(timedelta(hours=73)):
        now = clock.now()

        def act(number):
            with clock.at(now):
                return write(job, by=alice, stars=5) if number == 0 else publish_ratings()

        answers = at_once(6, act)
    assert isinstance(answers[0], Review), answers
    assert standing(ravi) == ("5.00", 1)
    session = job.work_sessions.get()
    assert session.rating_published_at is None
    assert_holds(session)
    assert not list(standings_are_what_customers_said())


@pytest.fixture
def finished_by_many(category, ravi, book):
    """Jobs of one provider, each of another customer."""

    def make(number):
        customer = make_person(f"customer{number}")
        job = book(ravi, by=customer)
        job = perform(job, JobFlow.accept, actor=ravi.user, via=Door.PORTAL)
        data = {"code": ""}
        job = perform(job, JobFlow.start, actor=ravi.user, data=data, via=Door.PORTAL)
        job = finish(job, by=customer)
        ravi.refresh_from_db()
        perform(ravi, ProviderFlow.go_on_duty, actor=ravi.user, via=Door.PORTAL)
        ravi.refresh_from_db()
        return job

    return [make(number) for number in range(8)]


def write_all(jobs):
    def act(number):
        job = jobs[number]
        return write(job, by=job.customer, stars=1 + number % 5)

    return at_once(len(jobs), act)


def test_reviews_of_one_provider_at_once_all_count(finished_by_many, ravi):
    answers = write_all(finished_by_many)
    assert len(of_kind(answers, Review)) == 8, answers
    # 1 2 3 4 5 1 2 3
    assert standing(ravi) == ("2.62", 8)
    assert not list(standings_are_what_customers_said())


def test_without_the_lock_on_the_count_some_are_lost(finished_by_many, ravi, monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("one writes at a time there, whatever is locked")
    monkeypatch.setattr(ProviderStandingQuerySet, "hold", lambda self, provider: None)
    reviews = of_kind(write_all(finished_by_many), Review)
    staff = make_person("staff", roles=("support_agent",))
    for number in range(20):
        transition, data = (
            (ReviewFlow.show, {}) if number % 2 else (ReviewFlow.hide, {"reason": "Insults."})
        )

        def act(which, transition=transition, data=data):
            return perform(reviews[which], transition, actor=staff, data=data, via=Door.CONSOLE)

        at_once(len(reviews), act)
        if list(standings_are_what_customers_said()):
            return
    pytest.fail("Without the lock nothing was lost: the test proves nothing.")


def test_hiding_and_showing_at_once_ends_in_what_is_public(review, ravi):
    staff = [make_person(f"staff{n}", roles=("support_agent",)) for n in range(2)]

    def act(number):
        transition = (ReviewFlow.hide, ReviewFlow.show)[number % 2]
        data = {"reason": "Insults."} if number % 2 == 0 else {}
        actor = staff[number % 2]
        return perform(review, transition, actor=actor, data=data, via=Door.CONSOLE)

    at_once(8, act)
    assert_holds(review)
    expected = ("4.00", 1) if review.is_public else ("None", 0)
    assert standing(ravi) == expected


def test_of_many_answers_at_once_one_stands(review, ravi):
    def act(number):
        data = {"answer": f"Answer {number}"}
        return perform(review, ReviewFlow.answer, actor=ravi.user, data=data, via=Door.PORTAL)

    answers = at_once(8, act)
    assert len(of_kind(answers, Review)) == 1
    assert_holds(review)


def test_of_many_sweeps_at_once_one_reminds(finished):
    with clock.travelled(timedelta(days=9)):
        now = clock.now()

        def sweep(_number):
            with clock.at(now):
                return remind()

        answers = at_once(CROWD, sweep)
    assert sum(answers) == 1, answers
    assert_holds(finished.review_request)
