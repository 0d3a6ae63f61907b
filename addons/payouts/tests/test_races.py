"""Many at once on one run and on one account: the money moves once, and never below zero."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.workflow import DoorError
from addons.ledger.models import Transfer
from addons.ledger.points import hold
from addons.payouts import follows
from addons.payouts.calendar import today
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import PayoutLine, PayoutRun
from addons.payouts.querysets import PayoutRunQuerySet
from addons.payouts.schedules import prepare_weekly
from addons.providers.tests import arrange as providers

from .arrange import (
    approved,
    assert_sound,
    bank,
    do,
    earn,
    figures,
    give_account,
    lines,
    pay,
    prepare,
)

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture
def raj(transactional_db):
    """With 500 earned and an account to be paid to."""
    raj = providers.provider(display_name="Raj")
    give_account(raj)
    earn(raj, 500)
    return raj


def failures(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


def test_of_many_who_approve_one_is_first_and_the_money_is_set_aside_once(raj):
    run = prepare()
    answers = at_once(CROWD, lambda _n: do(run, PayoutRunFlow.approve))
    assert len(failures(answers)) == CROWD - 1
    assert {error.code for error in failures(answers)} == {"wrong_state"}
    assert figures(raj) == (500, 500)
    assert_sound()


@pytest.mark.parametrize("number", range(2))
def test_of_many_who_mark_it_as_paid_one_moves_the_money(raj, number):
    run = do(approved(), PayoutRunFlow.export)
    answers = at_once(CROWD, lambda _n: do(run, PayoutRunFlow.mark_paid, paid_on=today()))
    assert len(failures(answers)) == CROWD - 1
    assert (figures(raj), bank()) == ((0, 0), 500)
    assert Transfer.objects.filter(kind="payout").count() == 1
    assert_sound()


def test_paid_discarded_and_failed_at_once_it_is_one_of_them(raj):
    run = do(approved(), PayoutRunFlow.export)
    line = PayoutLine.objects.get()

    def act(number):
        if number % 3 == 0:
            return do(run, PayoutRunFlow.mark_paid, paid_on=today())
        if number % 3 == 1:
            return do(run, PayoutRunFlow.discard, reason="Wrong week")
        return do(run, PayoutRunFlow.fail_line, line=line.pk, reason="Closed")

    answers = at_once(30, act)
    assert all(isinstance(error, DoorError) for error in failures(answers))
    outcome = PayoutLine.objects.get().outcome
    assert (figures(raj), bank()) == (((0, 0), 500) if outcome == "paid" else ((500, 0), 0))
    assert_sound()


def approve_all_at_once(raj):
    """Of many runs over the same money one holds it; what is paid is what was earned."""
    runs = [prepare(make_person(f"F{number}", roles=("finance",))) for number in range(8)]
    at_once(8, lambda number: do(runs[number], PayoutRunFlow.approve))
    able = list(PayoutRun.objects.filter(state="approved"))
    assert len(able) == 1
    pay(able[0])
    assert (figures(raj), bank()) == ((0, 0), 500)
    assert_sound()


def test_two_runs_at_once_never_pay_the_same_money(raj):
    approve_all_at_once(raj)


def test_without_the_holds_they_would(raj, monkeypatch):
    """The ledger refuses to hold what is held; with a hold of nothing, the promise does not hold."""

    def hold_of_one_smallest(account, amount, **more):
        return hold(account, D("0.01"), **more)

    monkeypatch.setattr(follows, "hold", hold_of_one_smallest)
    with pytest.raises(AssertionError):
        approve_all_at_once(raj)


def test_a_refund_that_races_with_the_approval_leaves_nothing_below_zero(raj):
    runs = prepare()

    def act(number):
        return do(runs, PayoutRunFlow.approve) if number % 2 else earn(raj, -400)

    answers = at_once(16, act)
    assert all(isinstance(error, DoorError) for error in failures(answers))
    balance, held = figures(raj)
    assert (balance, held) in {(D(500), D(500)), (D(100), D(0))}
    assert balance >= held
    assert_sound()


def prepare_at_once():
    with clock.travelled(timedelta(days=7)):
        answers = at_once(8, lambda _n: prepare_weekly())
    assert failures(answers) == []
    assert sum(answers) == 1
    assert PayoutRun.objects.count() == 1


def test_the_schedule_in_many_workers_prepares_one_run(raj):
    prepare_at_once()
    assert lines(PayoutRun.objects.get()) == {"Raj": ("due", D(500))}


def test_without_the_week_as_a_key_it_would_prepare_several(raj, monkeypatch):
    begin = PayoutRun.begin

    def of_no_week(run, **given):
        begin(run, **given)
        run.week = None

    monkeypatch.setattr(PayoutRun, "begin", of_no_week)
    monkeypatch.setattr(PayoutRunQuerySet, "of_week", lambda runs, day: runs.none())
    with pytest.raises(AssertionError):
        prepare_at_once()


def test_a_provider_who_gives_two_accounts_at_once_has_one(transactional_db):
    wim = providers.provider(display_name="Wim")
    answers = at_once(8, lambda _n: give_account(wim))
    assert {error.code for error in failures(answers)} == {"given_already"}
    assert len(failures(answers)) == 7


def test_what_is_earned_while_a_run_is_approved_stays(raj):
    run = prepare()
    answers = at_once(
        16, lambda n: do(run, PayoutRunFlow.approve) if n == 7 else earn(raj, 10, key=f"late:{n}")
    )
    assert failures(answers) == []
    assert figures(raj) == (650, 500)
    assert_sound()
