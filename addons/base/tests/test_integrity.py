"""The daily check of the log: what `verify` asks, in steps that may be killed and taken up again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.console import troubles
from addons.base.events import verify
from addons.base.events.integrity import check_integrity, go_on, last_check, open_integrity_check
from addons.base.events.model import Event
from addons.base.models import IntegrityCheck
from addons.base.tests.parcels import pack, send, stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def parcels(ann):
    """Three of two events each, and a slip of one beside each."""
    return [send(pack(ann), ann) for _ in range(3)]


@pytest.fixture
def small_steps(monkeypatch):
    monkeypatch.setattr(verify, "CHUNK", 1)


def check_all(*, budget=60.0):
    open_integrity_check()
    check = IntegrityCheck.objects.get(ended_at=None)
    go_on(check, budget=budget)
    return check


def alter(parcel):
    Event._plain.filter(pk=stream(parcel)[0].pk).update(actor_id=999)


def test_a_sound_log_is_found_sound(parcels):
    check = check_all()
    assert check.ended_at is not None
    assert (check.events, check.streams, check.found) == (9, 6, 0)


def test_what_was_altered_is_found_and_told_to_the_administrator(parcels, ada):
    alter(parcels[1])
    check_all()
    check = last_check()
    assert check.found == 1
    assert "the event was altered" in check.sentences[0]
    assert "Event log" in [str(line["title"]) for line in troubles(ada)["lines"]]


def test_a_check_is_taken_up_where_it_stopped(parcels, small_steps):
    open_integrity_check()
    for expected in (1, 2, 3):
        check = IntegrityCheck.objects.get()
        assert go_on(check, budget=0) == 1
        assert check.streams == expected
    while IntegrityCheck.objects.filter(ended_at=None).exists():
        check_integrity()
    assert (last_check().events, last_check().streams) == (9, 6)


def test_a_break_is_counted_once_however_small_the_steps(parcels, small_steps):
    alter(parcels[0])
    open_integrity_check()
    while IntegrityCheck.objects.filter(ended_at=None).exists():
        go_on(IntegrityCheck.objects.get(), budget=0)
    assert last_check().found == 1


def test_one_check_a_day_however_often_it_is_asked_for(parcels):
    assert (open_integrity_check(), open_integrity_check()) == (1, 0)
    check_integrity()
    assert open_integrity_check() == 0
    with clock.travelled(timedelta(days=1)):
        assert open_integrity_check() == 1


def test_without_an_open_check_nothing_is_walked(db):
    assert check_integrity() == 0


def test_old_checks_are_forgotten(parcels):
    check_all()
    with clock.travelled(timedelta(days=91)):
        open_integrity_check()
    assert IntegrityCheck.objects.count() == 1
