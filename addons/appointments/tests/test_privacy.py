from __future__ import annotations

import pytest

from addons.appointments.models import Appointment, TakenQuarter
from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.points import PERSONAL
from addons.base.privacy import forget

from .arrange import assert_sound, now

pytestmark = pytest.mark.django_db

WORDS = "My birth chart"


def test_a_customer_is_given_what_they_booked_and_nobody_else_is(booked, alice, bob, tara):
    export = PERSONAL["appointments.Appointment"].export
    assert WORDS in str(list(export(alice)))
    assert WORDS not in str(list(export(tara.user)))
    assert list(export(bob)) == []


def test_a_forgotten_customer_leaves_no_words_and_no_time_taken(booked, alice):
    forget(alice)
    tables = (Appointment, Appointment.history.model, Event)
    assert WORDS not in str([list(table._base_manager.values()) for table in tables])
    fresh = now(booked)
    assert fresh.state == "cancelled"
    assert not TakenQuarter.objects.exists()
    stream = Event.objects.of(fresh).order_by("sequence")
    assert not list(breaks_in(stream, head=(fresh.version, fresh.chain)))


def test_with_a_forgotten_consultant_nothing_stays_booked(booked, tara):
    forget(tara.user)
    assert now(booked).state == "cancelled"
    assert_sound()
