"""The one clock: a test travels, a demo moves it for everybody, production does neither."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from addons.base import clock
from addons.base.models import ClockOffset


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(clock, "_read_at", float("-inf"))
    monkeypatch.setattr(clock, "_offset", timedelta())


def ahead():
    """How far the clock is ahead of the real time, in whole hours."""
    return round((clock.now() - timezone.now()) / timedelta(hours=1))


def test_it_tells_the_real_time(db):
    assert ahead() == 0


def test_a_test_travels_and_comes_back(db):
    with clock.travelled(timedelta(hours=2)):
        with clock.travelled(timedelta(hours=3)):
            assert ahead() == 5
        assert ahead() == 2
    assert ahead() == 0


def test_the_demo_moves_it_for_every_process(db, capsys):
    call_command("clock", advance="49h")
    assert ahead() == 49
    call_command("clock", advance="-1h")
    assert ahead() == 48
    assert ClockOffset.objects.get().seconds == 48 * 3600
    call_command("clock")
    assert f"{clock.now():%Y-%m-%d}" in capsys.readouterr().out


def test_it_is_asked_at_most_once_a_second(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        for _ in range(10):
            clock.now()


@pytest.mark.parametrize("text", ["soon", "49", "h", "1.5h", "9w"])
def test_what_is_no_time_is_refused(db, text):
    with pytest.raises(CommandError, match="49h"):
        call_command("clock", advance=text)


def test_production_does_not_move_it(db, settings):
    settings.CLOCK_CAN_MOVE = False
    with pytest.raises(CommandError, match="never in production"):
        call_command("clock", advance="1h")
    with pytest.raises(PermissionError):
        clock.advance(timedelta(hours=1))
    ClockOffset.objects.create(pk=1, seconds=3600)
    assert ahead() == 0
