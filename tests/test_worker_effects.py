"""Promises of effects: run after commit, once more after an error, given up in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from addons.base import clock
from addons.base.events import effects
from addons.base.events.effects import (
    MOST_ATTEMPTS,
    due_effects,
    effects_recorded_only,
    run_owed_effects,
    take_effect,
)
from addons.base.models import EffectRun
from addons.base.points import EFFECTS
from addons.base.schedules import progress
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel

pytestmark = pytest.mark.django_db

NAME = "dummy.write_to_sender"
LONG = timedelta(days=2)


def sent(ann, title="Books"):
    packed = create(Parcel, actor=ann, via=Door.REST, data={"title": title, "weight": "3.5"})
    return perform(packed, ParcelFlow.send, actor=ann, via=Door.REST)


@pytest.fixture
def ann():
    return make_person("Ann")


@pytest.fixture
def parcel(ann):
    return sent(ann)


@pytest.fixture
def failing(monkeypatch):
    def fail(event):
        raise ValueError("nobody@example.com")

    monkeypatch.setitem(EFFECTS._entries, NAME, replace(EFFECTS[NAME], run=fail))


def owed():
    return EffectRun.objects.get()


def test_effect_runs_once(parcel):
    assert run_owed_effects() == 1
    assert run_owed_effects() == 0
    assert len(mail.outbox) == 1 and owed().done_at


def test_effect_that_fails_is_tried_again_later_and_later(parcel, failing):
    later = timedelta()
    waits = []
    for _attempt in range(MOST_ATTEMPTS - 1):
        with clock.travelled(later):
            assert run_owed_effects() == 1
            assert run_owed_effects() == 0
            waits.append(owed().not_before - clock.now())
        later += waits[-1] + timedelta(seconds=1)
    assert waits == sorted(waits) and waits[-1] > timedelta(hours=1)


def test_effect_that_always_fails_is_given_up_and_shown(parcel, failing):
    for attempt in range(MOST_ATTEMPTS + 3):
        with clock.travelled(LONG * attempt):
            run_owed_effects()
    assert owed().attempts == MOST_ATTEMPTS and owed().given_up_at
    assert progress().given_up == 1 and progress().owed == 0


def test_effect_that_was_given_up_is_tried_again_when_asked(parcel, failing, monkeypatch):
    for attempt in range(MOST_ATTEMPTS):
        with clock.travelled(LONG * attempt):
            run_owed_effects()
    assert owed().given_up_at
    monkeypatch.undo()
    call_command("sweep", "base.ping", again=True, stdout=StringIO())
    assert owed().done_at and owed().given_up_at is None and len(mail.outbox) == 1


def test_effect_that_failed_and_then_works_is_done(parcel, failing, monkeypatch):
    run_owed_effects()
    monkeypatch.undo()
    with clock.travelled(LONG):
        run_owed_effects()
    assert owed().done_at and len(mail.outbox) == 1


def test_stored_error_names_the_place_and_not_the_people(parcel, failing):
    run_owed_effects()
    assert "ValueError" in owed().error and "test_worker_effects" in owed().error
    assert "nobody" not in owed().error


def test_one_that_fails_does_not_hold_up_the_others(ann, monkeypatch):
    first, second = sent(ann, "First"), sent(ann, "Second")
    write = EFFECTS[NAME].run

    def fail_for_first(event):
        if event.record_id == str(first.pk):
            raise ValueError
        write(event)

    monkeypatch.setitem(EFFECTS._entries, NAME, replace(EFFECTS[NAME], run=fail_for_first))
    assert run_owed_effects() == 2
    assert [message.body for message in mail.outbox] == [second.title]


def test_attempt_is_counted_before_it_is_made(parcel):
    taken = take_effect()
    assert owed().attempts == taken.attempts == 1
    assert take_effect() is None


def test_effect_whose_worker_died_each_time_is_given_up(parcel):
    for attempt in range(MOST_ATTEMPTS):
        with clock.travelled(LONG * attempt):
            assert take_effect() is not None
    with clock.travelled(LONG * MOST_ATTEMPTS):
        assert take_effect() is None
    assert owed().given_up_at and "did not end" in owed().error


def test_worker_that_was_overtaken_can_no_longer_write(parcel):
    first = take_effect()
    with clock.travelled(LONG):
        take_effect()
    effects.deliver(first)
    assert owed().done_at is None and owed().attempts == 2


def test_effect_of_an_addon_that_is_off_waits_quietly(parcel, monkeypatch):
    monkeypatch.delitem(EFFECTS._entries, NAME)
    assert run_owed_effects() == 0 and progress().owed == 0
    monkeypatch.undo()
    assert run_owed_effects() == 1


def test_limit_is_kept(parcel):
    assert run_owed_effects(limit=0) == 0
    assert due_effects().count() == 1


def test_made_up_life_mails_nobody(ann):
    with effects_recorded_only():
        sent(ann)
    assert owed().done_at and run_owed_effects() == 0 and mail.outbox == []


def test_transition_itself_mails_nobody(parcel):
    assert mail.outbox == [] and due_effects().count() == 1


def test_sweep_works_off_what_is_owed_and_fails_with_it(parcel, failing):
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("sweep", stdout=said)
    assert "effects: 1 tried, 1 to be tried again later, 1 failed" in said.getvalue()
