"""A process that dies at any step leaves a run before or after it, and the step is done once.

Each test forks a process that ends itself with SIGKILL at a named point (`base/faults.py`).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from addons.base import clock, faults
from addons.base.testing.crashes import dies_at
from addons.base.workflow import Conflict
from addons.payouts.calendar import today
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import PayoutLine, PayoutRun
from addons.payouts.schedules import prepare_weekly
from addons.providers.tests import arrange as providers

from .arrange import (
    approved,
    assert_sound,
    bank,
    cash_of,
    do,
    earn,
    figures,
    give_account,
    lines,
    prepare,
    take_cash,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

# PostgreSQL writes in one statement what SQLite writes in several.
LEFT_OUT = (
    set() if connection.vendor == "sqlite" else {*faults.ONLY_ON_SQLITE, "ledger:between-steps"}
)
AT_THE_END = "perform:after-follow-ups"
DOOR = [point for point in faults.FAULTS if point.startswith("perform:") if point not in LEFT_OUT]
BOOKS = [point for point in faults.FAULTS if point.startswith("ledger:") if point not in LEFT_OUT]


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch):
    monkeypatch.setattr(faults, "_chosen", "")


@pytest.fixture
def both(transactional_db):
    """Raj has earned 500 and kept 120 in cash, Mira has earned 300."""
    raj, mira = (providers.provider(display_name=name) for name in ("Raj", "Mira"))
    for provider, amount in ((raj, 500), (mira, 300)):
        give_account(provider)
        earn(provider, amount)
    take_cash(raj, 120)
    return raj, mira


def once_in_the_end(point, act):
    """Killed there, all holds; done again, it is done."""
    assert dies_at(point, act), f"it never came by {point}"
    assert_sound()
    try:
        act()
    except Conflict:
        assert point == "perform:after-commit"
    assert_sound()


@pytest.mark.parametrize("point", [*DOOR, "payouts:mid-hold"])
def test_an_approval_is_whole_or_not_there(both, point):
    raj, mira = both
    run = prepare()
    once_in_the_end(point, lambda: do(run, PayoutRunFlow.approve))
    assert (figures(raj), figures(mira)) == ((500, 500), (300, 300))
    assert {outcome for outcome, _amount in lines(run).values()} == {"held"}


@pytest.mark.parametrize("point", [*DOOR, *BOOKS, "payouts:captured"])
def test_a_payment_is_whole_or_not_there(both, point):
    raj, mira = both
    run = do(approved(), PayoutRunFlow.export)
    once_in_the_end(point, lambda: do(run, PayoutRunFlow.mark_paid, paid_on=today()))
    assert (figures(raj), figures(mira), cash_of(raj)) == ((0, 0), (0, 0), 0)
    assert bank() == 680


@pytest.mark.parametrize("point", ["perform:after-history", "ledger:locked", AT_THE_END])
def test_a_discarded_run_frees_all_or_nothing(both, point):
    raj, mira = both
    run = approved()
    once_in_the_end(point, lambda: do(run, PayoutRunFlow.discard, reason="Wrong week"))
    assert (figures(raj), figures(mira)) == ((500, 0), (300, 0))


@pytest.mark.parametrize("point", ["perform:after-history", *BOOKS, AT_THE_END])
def test_a_payment_that_came_back_is_taken_back_once(both, point):
    raj, _mira = both
    run = do(approved(), PayoutRunFlow.export)
    run = do(run, PayoutRunFlow.mark_paid, paid_on=today())
    line = PayoutLine.objects.get(run=run, provider=raj)
    data = {"line": line.pk, "reason": "Closed"}
    once_in_the_end(point, lambda: do(run, PayoutRunFlow.fail_line, **data))
    assert (figures(raj), cash_of(raj), bank()) == ((500, 0), -120, 300)


# A new record is written by an insert of its own, without the steps of a change.
PREPARING = [
    "perform:after-history",
    "perform:after-effects-owed",
    "payouts:lines-written",
]


@pytest.mark.parametrize("point", PREPARING)
def test_a_schedule_that_dies_is_taken_up_by_the_next(both, point):
    with clock.travelled(timedelta(days=7)):
        assert dies_at(point, prepare_weekly)
        assert_sound()
        assert not PayoutRun.objects.exists()
        assert (prepare_weekly(), prepare_weekly()) == (1, 0)
    assert len(lines(PayoutRun.objects.get())) == 2
    assert_sound()
