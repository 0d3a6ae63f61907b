"""Many sweeps and people around one series at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.races import at_once
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import perform
from addons.jobs.models import Job
from addons.recurring.flow import SeriesFlow
from addons.recurring.models import Series
from addons.recurring.schedules import book_ahead

from .conftest import repeat

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people and jobs of the other fixtures have to be there for other connections."""


def assert_holds(series):
    series.refresh_from_db()
    stream = Event.objects.of(series).order_by("sequence")
    assert not list(breaks_in(list(stream), head=(series.version, series.chain)))


def test_of_many_sweeps_at_once_one_books_each_date(series):
    with clock.travelled(timedelta(days=3)):
        now = clock.now()

        def sweep(_number):
            with clock.at(now):
                return book_ahead()

        answers = at_once(CROWD, sweep)
    assert sum(answers) == 1, answers
    assert Job.objects.count() == series.occurrences.count() == 2
    assert_holds(series)


def test_a_pause_and_a_sweep_at_once_book_one_or_none(series, alice):
    with clock.travelled(timedelta(days=3)):
        now = clock.now()

        def act(number):
            with clock.at(now):
                if number % 2:
                    return book_ahead()
                return perform(series, SeriesFlow.pause, actor=alice, via=Door.PORTAL)

        at_once(8, act)
    assert Job.objects.count() == series.occurrences.count() <= 2
    assert_holds(series)
    assert series.state == "paused"


def test_of_many_who_let_one_booking_repeat_one_does(booked, ravi, accept, alice):
    job = accept(booked(ravi), ravi)
    answers = at_once(16, lambda _number: repeat(job, by=alice))
    begun = [answer for answer in answers if isinstance(answer, Series)]
    refused = {answer.code for answer in answers if isinstance(answer, DoorError)}
    assert (len(begun), refused) == (1, {"repeats_already"})
    assert Series.objects.count() == 1
