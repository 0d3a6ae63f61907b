from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.payouts.calendar import end_of, latest, start_of, today
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import PayoutRun, PayoutsPolicy
from addons.payouts.schedules import prepare_weekly

from .arrange import do, earn, lines, pay, prepare

pytestmark = pytest.mark.django_db

WEEK = timedelta(days=7)


@pytest.fixture
def earned(raj, account):
    return earn(raj, 500)


def test_the_weeks_run_is_prepared_once_with_what_was_earned_before_its_day(raj, earned):
    with clock.travelled(WEEK):
        earn(raj, 70)  # in the new week, or on its first day
        assert [prepare_weekly() for _ in range(3)] == [1, 0, 0]
        run = PayoutRun.objects.get()
        assert run.week == latest(0, on=today())
        assert (run.until, run.period_end) == (run.week - timedelta(days=1), start_of(run.week))
    assert (run.prepared_by, lines(run)) == (None, {"Raj": ("due", D(500))})


def test_a_sweep_nine_days_late_prepares_the_latest_week_only(raj, earned):
    with clock.travelled(2 * WEEK + timedelta(days=9)):
        assert prepare_weekly() == 1
        assert PayoutRun.objects.get().week == latest(0, on=today())


def test_each_week_has_its_own(raj, earned):
    for week in (1, 2):
        with clock.travelled(week * WEEK):
            assert prepare_weekly() == 1
            pay(do(PayoutRun.objects.latest("pk"), PayoutRunFlow.approve))
            earn(raj, 200)
    assert [run.total for run in PayoutRun.objects.order_by("pk")] == [500, 200]


def test_a_week_in_which_nobody_can_be_paid_has_none(raj):
    earn(raj, 500)
    with clock.travelled(WEEK):
        assert prepare_weekly() == 0
    assert not PayoutRun.objects.exists()


def test_the_day_is_the_policys(raj, earned):
    day = (today() + timedelta(days=3)).weekday()
    rules = PayoutsPolicy.unsaved()
    rules.weekday = day
    rules.save()
    with clock.travelled(WEEK):
        prepare_weekly()
    assert PayoutRun.objects.get().week.weekday() == day


def test_switched_off_nothing_is_prepared(raj, earned):
    rules = PayoutsPolicy.unsaved()
    rules.prepares_weekly = False
    rules.save()
    with clock.travelled(WEEK):
        assert prepare_weekly() == 0


def test_a_run_by_hand_does_not_take_the_weeks_place(raj, earned, fay):
    with clock.travelled(WEEK):
        by_hand = prepare(fay, days_ago=7)
        assert prepare_weekly() == 1
    assert by_hand.week is None
    assert PayoutRun.objects.count() == 2


def test_weekdays_and_days_are_those_of_the_business():
    for weekday in range(7):
        day = latest(weekday, on=today())
        assert day.weekday() == weekday
        assert timedelta(0) <= today() - day < WEEK
    assert start_of(today()) <= clock.now() < end_of(today())
