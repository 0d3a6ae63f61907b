"""The unit of work: whole, or tried again, or not at all."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection

from addons.base.models import ClockOffset
from addons.base.workflow import unit
from addons.base.workflow.unit import ATTEMPTS, unit_of_work


class Deadlock(Exception):
    sqlstate = "40P01"


def deadlock():
    error = OperationalError("deadlock detected")
    error.__cause__ = Deadlock()
    return error


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(unit.time, "sleep", lambda seconds: None)


def failing(times, error):
    tried = []

    def work():
        tried.append(connection.in_atomic_block)
        if len(tried) <= times:
            raise error()
        return "done"

    return work, tried


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("error", [deadlock, lambda: OperationalError("database is locked")])
def test_the_outermost_tries_again_a_few_times(error):
    work, tried = failing(ATTEMPTS - 1, error)
    assert unit_of_work(work) == "done"
    assert tried == [True] * ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_then_it_gives_up():
    work, tried = failing(ATTEMPTS, deadlock)
    with pytest.raises(OperationalError):
        unit_of_work(work)
    assert len(tried) == ATTEMPTS


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_mended_by_waiting_is_not_tried_again():
    work, tried = failing(1, lambda: OperationalError("disk is full"))
    with pytest.raises(OperationalError):
        unit_of_work(work)
    assert len(tried) == 1


@pytest.mark.django_db(transaction=True)
def test_an_inner_one_leaves_trying_again_to_the_outermost():
    work, tried = failing(1, deadlock)
    assert unit_of_work(lambda: unit_of_work(work)) == "done"
    assert len(tried) == 2


@pytest.mark.django_db
def test_an_inner_one_that_fails_leaves_nothing():
    def inner():
        ClockOffset.objects.create(pk=7)
        raise LookupError

    with pytest.raises(LookupError):
        unit_of_work(inner)
    assert not ClockOffset.objects.filter(pk=7).exists()
