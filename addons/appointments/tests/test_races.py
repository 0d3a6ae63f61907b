"""Many who want one time, many sweeps over one appointment, two kinds of work for one hour."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest

from addons.appointments.flow import AppointmentFlow
from addons.appointments.models import Appointment, TakenQuarter
from addons.appointments.models.taken import TakenQuarterQuerySet
from addons.appointments.schedules import begin_due, remind_both
from addons.base import clock
from addons.base.models import Event
from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.workflow import DoorError
from addons.consultations.models import Consultation

from .arrange import assert_sound, at_start, book, cancel, in_days, move

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 16


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people of the other fixtures have to be there for other connections."""


@pytest.fixture
def crowd():
    return [make_person(f"Customer {number}") for number in range(CROWD)]


@contextmanager
def without_the_quarter_hours():
    """Nobody's time is written down: then only the doors' own guards are left."""
    with patch.object(TakenQuarterQuerySet, "claim", lambda self, appointment: None):
        yield


def booked_of(answers):
    return [answer for answer in answers if isinstance(answer, Appointment)]


def codes_of(answers):
    return {answer.code for answer in answers if isinstance(answer, DoorError)}


def test_of_many_who_book_one_time_one_has_it(crowd, tara):
    at = in_days()
    answers = at_once(CROWD, lambda number: book(crowd[number], tara, at))
    assert (len(booked_of(answers)), codes_of(answers)) == (1, {"slot_taken"}), answers
    assert TakenQuarter.objects.count() == 2
    assert_sound()


def test_of_many_who_book_times_that_overlap_none_do(crowd, tara):
    at = in_days()
    quarter = timedelta(minutes=15)
    answers = at_once(CROWD, lambda n: book(crowd[n], tara, at + quarter * (n % 4)))
    kept = sorted(appointment.starts_at for appointment in booked_of(answers))
    assert kept
    assert all(b - a >= 2 * quarter for a, b in pairwise(kept)), kept
    assert codes_of(answers) == {"slot_taken"}
    assert_sound()


def test_without_the_quarter_hours_a_time_is_booked_twice(crowd, tara):
    at = in_days()
    with without_the_quarter_hours():
        answers = at_once(CROWD, lambda number: book(crowd[number], tara, at))
    assert len(booked_of(answers)) > 1


def test_bookings_and_a_move_to_one_time_leave_one(booked, alice, crowd, tara):
    at = booked.starts_at + timedelta(days=1)

    def act(number):
        return move(booked, alice, at) if number == 0 else book(crowd[number], tara, at)

    answers = at_once(CROWD, act)
    assert (len(booked_of(answers)), codes_of(answers)) == (1, {"slot_taken"}), answers
    assert_sound()


def test_of_many_sweeps_at_once_one_begins_it(booked):
    with at_start(booked) as now:

        def sweep(_number):
            with clock.at(now):
                return begin_due()

        answers = at_once(CROWD, sweep)
    assert sum(answers) == 1, answers
    assert Consultation.objects.count() == 1
    assert_sound()


def test_of_many_reminders_at_once_one_is_sent(booked):
    with at_start(booked, minutes=-30) as now:

        def sweep(_number):
            with clock.at(now):
                return remind_both()

        answers = at_once(CROWD, sweep)
    assert sum(answers) == 1, answers
    reminders = Event.objects.of(booked).filter(transition=AppointmentFlow.remind.__name__)
    assert reminders.count() == 1


def test_a_cancel_and_sweeps_at_once_end_in_one_of_the_two(booked, alice):
    with at_start(booked) as now:

        def act(number):
            with clock.at(now):
                return cancel(booked, alice) if number % 2 else begin_due()

        at_once(8, act)
    booked.refresh_from_db()
    assert booked.state in {"begun", "cancelled"}
    assert Consultation.objects.count() == (booked.state == "begun")
    assert_sound()
