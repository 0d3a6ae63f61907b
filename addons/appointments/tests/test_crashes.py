"""A sweep that dies anywhere has begun nothing, and the next begins each once."""

from __future__ import annotations

import pytest

from addons.appointments.schedules import begin_due
from addons.base import faults
from addons.base.testing.crashes import dies_at
from addons.consultations.models import Consultation

from .arrange import assert_sound, at_start, book, now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BEFORE_COMMIT = [
    "perform:after-lock",
    "perform:after-body",
    "perform:after-history",
    "appointments:talk-asked",
    "perform:after-follow-ups",
]


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch, transactional_db):
    monkeypatch.setattr(faults, "_chosen", "")


def test_every_point_of_ours_is_tried():
    ours = {point for point in faults.FAULTS if point.startswith("appointments:")}
    assert ours <= set(BEFORE_COMMIT)


@pytest.mark.parametrize("point", BEFORE_COMMIT)
def test_a_sweep_that_dies_has_begun_nothing_and_the_next_does_it(booked, point):
    with at_start(booked):
        assert dies_at(point, begin_due)
        assert (now(booked).state, Consultation.objects.count()) == ("booked", 0)
        assert_sound()
        begin_due()
    assert (now(booked).state, Consultation.objects.count()) == ("begun", 1)
    assert_sound()


def test_a_sweep_that_dies_after_the_first_begins_the_rest_later(booked, noor, alice):
    other = book(alice, noor, booked.starts_at)
    with at_start(booked):
        assert dies_at("perform:after-commit", begin_due)
        assert Consultation.objects.count() == 1
        begin_due()
    assert {now(booked).state, now(other).state} == {"begun"}
    assert Consultation.objects.count() == 2
    assert_sound()
