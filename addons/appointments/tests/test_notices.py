"""Who is told what of an appointment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from addons.appointments.schedules import remind_both
from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.notifications.models import Notification

from .arrange import at_start, book, cancel, move, sweep

pytestmark = pytest.mark.django_db

# After every sweep of these tests.
LATER = timedelta(days=30)


def deliver():
    with clock.travelled(LATER):
        run_owed_effects()
    assert not EffectRun.objects.filter(done_at=None).exists()


@pytest.fixture
def told():
    """What appointments told since the last call: pairs of notice and person."""

    def told():
        deliver()
        rows = Notification.objects.order_by("pk").values_list("kind", "user__name")
        found = {(kind, name) for kind, name in rows if kind.startswith("appointments.")}
        Notification.objects.all().delete()
        mail.outbox.clear()
        return {(kind.removeprefix("appointments."), name) for kind, name in found}

    return told


def test_each_step_is_told_to_those_who_did_not_do_it(booked, alice, tara, sam, told):
    assert told() == {("booked", "Tara")}
    booked = move(booked, alice, booked.starts_at + timedelta(days=1))
    assert told() == {("moved", "Tara")}
    booked = move(booked, sam, booked.starts_at + timedelta(days=1))
    assert told() == {("moved", "Tara"), ("moved", "Alice")}
    with at_start(booked, minutes=-30):
        remind_both()
    assert told() == {("soon_for_customer", "Alice"), ("soon_for_consultant", "Tara")}
    sweep(booked)
    assert told() == {("begun", "Alice")}


def test_a_cancelled_one_is_told_with_the_reason(booked, tara, told):
    told()
    cancel(booked, tara.user, "I am ill.")
    deliver()
    letter = Notification.objects.get(kind="appointments.cancelled")
    assert letter.user.name == "Alice"
    assert "I am ill." in letter.text


def test_what_is_in_the_way_is_told_once_to_both_with_what_each_can_do(bob, tara, told):
    booked = book(bob, tara)
    told()
    sweep(booked)
    sweep(booked, minutes=1)
    deliver()
    letters = {
        each.user.name: each.text for each in Notification.objects.filter(kind__endswith="delayed")
    }
    assert "Add money to your wallet now" in letters["Bob"]
    assert "We have asked the customer" in letters["Tara"]
    assert "does not cover" in letters["Bob"]
    told()
    sweep(booked, minutes=10)
    deliver()
    letters = {
        each.user.name: each.text for each in Notification.objects.filter(kind__endswith="lapsed")
    }
    assert "Add money and book another time" in letters["Bob"]
    assert "your time is free again" in letters["Tara"]


def test_in_hindi_both_the_reason_and_the_advice_are(bob, tara, told):
    bob.language = "hi"
    bob.save()
    sweep(book(bob, tara))
    deliver()
    letter = Notification.objects.get(kind="appointments.delayed", user=bob)
    assert "वॉलेट" in letter.text
    assert "wallet" not in letter.text
