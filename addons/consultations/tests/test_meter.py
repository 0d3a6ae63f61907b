"""The meter: what is set aside, what is paused, who ends it when nobody does; the right money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.billing.models import Invoice
from addons.consultations.closing import close_due, notice_orphans
from addons.consultations.funding import fund
from addons.consultations.heartbeats import note
from addons.consultations.models import Gap, Slice
from addons.consultations.schedules import end_due, fund_running
from addons.consultations.tests.arrange import (
    TEST,
    accept,
    ask,
    assert_sound,
    both_heard,
    end,
    heard,
    later,
    meter_of,
    now,
    pay_in,
    start,
    talk,
    wallet,
)
from addons.payments.flow import PaymentFlow
from addons.payments.points import ask_for


def test_the_first_minutes_are_set_aside_at_the_start(active, alice):
    meter = meter_of(active)
    assert (meter.increments, wallet(alice).held) == (5, D("100.00"))
    assert meter.funded_until == active.started_at + timedelta(minutes=5)
    assert Slice.objects.get().amount == D("100.00")


def test_a_tick_sets_aside_what_is_needed_soon_and_no_more(active, alice):
    assert fund() == 0
    talk(active, timedelta(seconds=90))
    with later(seconds=90):
        assert fund() == 1
        assert fund() == 0
        meter = meter_of(active)
    assert meter.increments == 8
    assert wallet(alice).held == D("160.00")
    assert [s.amount for s in Slice.objects.order_by("increments")] == [D("100.00"), D("60.00")]
    assert_sound()


def test_who_is_silent_is_not_paid_for_ahead(active, alice):
    with later(seconds=90):
        heard(active, "provider")
        assert fund() == 0


def test_a_silence_of_half_a_minute_pauses_as_of_the_last_sign(active):
    talk(active, timedelta(seconds=60))
    with later(seconds=89):
        heard(active, "provider")
        assert now(active).figures().elapsed_s == 90
    with later(seconds=95):
        figures = now(active).figures()
        assert (figures.elapsed_s, figures.paused_side) == (61, "customer")
    with later(seconds=110):
        heard(active, "customer", "provider")
        gap = Gap.objects.get()
        assert (gap.side, round((gap.end - gap.start).total_seconds())) == ("customer", 50)
        assert now(active).figures().elapsed_s == 61
    with later(seconds=120):
        assert now(active).figures().elapsed_s == 71
        assert now(active).figures().funded_until > active.started_at + timedelta(seconds=349)


def test_who_stays_away_for_ninety_seconds_has_ended_it(active, alice):
    talk(active, timedelta(seconds=60))
    for second in range(70, 160, 10):
        with later(seconds=second):
            heard(active, "provider")
    with later(seconds=148):
        assert close_due() == 0
    with later(seconds=155):
        assert close_due() == 1
        assert close_due() == 0
    ended = now(active)
    assert (ended.end_reason, ended.duration_s, ended.cost) == ("user_disconnected", 61, D("40.00"))
    away = ended.ended_at - ended.started_at
    assert abs(away - timedelta(seconds=150)) < timedelta(seconds=1)
    assert_sound()


def test_the_consultant_who_stays_away_has_ended_it(active):
    talk(active, timedelta(seconds=20))
    for second in range(30, 130, 10):
        with later(seconds=second):
            heard(active, "customer")
    with later(seconds=125):
        assert end_due() == 1
    ended = now(active)
    assert (ended.end_reason, ended.cost) == ("provider_disconnected", D("20.00"))
    assert_sound()


def test_who_comes_back_too_late_does_not_revive_it(active):
    talk(active, timedelta(seconds=20))
    for second in range(30, 130, 10):
        with later(seconds=second):
            heard(active, "provider")
    with later(seconds=130):
        found = heard(active, "customer", "provider")
        assert found.due == [active.pk]
        assert close_due() == 1
    assert now(active).end_reason == "user_disconnected"
    assert_sound()


def test_after_a_total_crash_nobody_is_ended_before_a_whole_patience(active):
    talk(active, timedelta(seconds=60))
    with later(minutes=30):
        assert close_due() == 0
        assert meter_of(active).orphan_since is not None
    with later(minutes=31):
        assert close_due() == 0
        heard(active, "customer", "provider")
    with later(minutes=31, seconds=30):
        assert now(active).figures().elapsed_s == 90
        assert meter_of(active).orphan_since is None
    assert_sound()


def test_after_a_total_crash_an_orphan_is_settled_once_for_what_was_talked(active, alice):
    talk(active, timedelta(seconds=70))
    with later(minutes=30):
        assert close_due() == 0
    with later(minutes=32):
        assert close_due() == 1
        assert close_due() == 0
    ended = now(active)
    assert (ended.end_reason, ended.duration_s, ended.cost) == ("system_error", 71, D("40.00"))
    assert wallet(alice).balance == D("460.00")
    assert Invoice.objects.count() == 1
    assert_sound()


def test_with_the_worker_dead_for_days_it_is_late_and_never_wrong(active, alice):
    talk(active, timedelta(minutes=3), every=20)
    with later(days=9):
        assert close_due() == 1
    ended = now(active)
    assert (ended.end_reason, ended.cost) == ("max_length", D("80.00"))
    assert_sound()


def test_money_that_is_used_up_ends_it_then_and_not_later(alice, make_consultant):
    dear = make_consultant("lila", price="100.00")
    active = start(accept(ask(alice, dear)))
    talk(active, timedelta(minutes=7), every=20)
    with later(minutes=7):
        assert close_due() == 1
    ended = now(active)
    assert (ended.end_reason, ended.cost) == ("insufficient_balance", D("500.00"))
    assert ended.ended_at == ended.started_at + timedelta(minutes=5)
    assert wallet(alice).balance == 0
    assert_sound()


def test_a_person_who_ends_it_after_its_money_has_ended_it_gets_that_end(alice, make_consultant):
    dear = make_consultant("lila", price="100.00")
    active = start(accept(ask(alice, dear)))
    talk(active, timedelta(minutes=6), every=20)
    with later(minutes=6):
        ended = end(active, alice)
    assert (ended.end_reason, ended.cost) == ("insufficient_balance", D("500.00"))
    assert_sound()


def test_a_card_payment_in_the_middle_is_set_aside_at_once(alice, make_consultant):
    dear = make_consultant("lila", price="100.00")
    active = start(accept(ask(alice, dear)))
    talk(active, timedelta(seconds=200), every=20)
    with later(seconds=200):
        payment = ask_for(alice, D("300.00"), key="more", actor=alice, via=Door.PORTAL)
        data = {"reference": "r1"}
        perform(payment, PaymentFlow.succeed, actor=TEST, data=data, via=Door.COMMAND)
    assert meter_of(active).increments > 5
    assert_sound()


def test_three_meters_on_one_wallet_with_ten_never_take_more_than_there_is(make_consultant, sam):
    from addons.base.testing.people import make_person

    carol = make_person("Carol")
    pay_in(carol, D("10.00"))
    talks = []
    for name in ("lila", "mona", "nina"):
        consultant = make_consultant(name, price="1.00", minimum_minutes=2)
        talks.append(start(accept(ask(carol, consultant))))
    for second in range(0, 900, 20):
        with later(seconds=second):
            note({(t.pk, s): clock.now() for t in talks for s in ("customer", "provider")})
            if second % 60 == 0:
                fund_running()
                close_due()
            assert wallet(carol).available >= 0
    ended = [now(each) for each in talks]
    assert {each.state for each in ended} == {"ended"}
    assert {each.end_reason for each in ended} == {"insufficient_balance"}
    assert sum(each.cost for each in ended) == D("10.00")
    assert (wallet(carol).balance, wallet(carol).held) == (0, 0)
    for each in ended:
        assert each.ended_at <= meter_of(each).funded_until
    assert_sound()


def test_orphans_are_noticed_once_and_who_is_looked_after_is_none(active):
    assert notice_orphans() == 0
    with later(seconds=40):
        assert notice_orphans() == 1
        assert notice_orphans() == 0
        note({}, [active.pk])
        assert meter_of(active).orphan_since is None


def test_a_clock_that_goes_back_takes_nothing_back(active, alice):
    talk(active, timedelta(seconds=60))
    with later(seconds=30):
        heard(active, "customer", "provider")
    assert meter_of(active).customer_seen_at >= active.started_at + timedelta(seconds=59)
    with later(seconds=-30):
        ended = end(active, alice)
    assert ended.cost >= 0
    assert ended.ended_at >= ended.started_at
    assert_sound()


@pytest.mark.parametrize("price", ["0.00", "-1.00"])
def test_nobody_is_asked_for_nothing_or_less(alice, make_consultant, price):
    from addons.base.workflow import Refused

    free = make_consultant("lila", price=price)
    with pytest.raises(Refused):
        ask(alice, free)


def test_both_have_to_be_heard_anew_after_both_were_gone(active):
    talk(active, timedelta(seconds=10))
    with later(seconds=60):
        both_heard(active)
    assert {gap.side for gap in Gap.objects.all()} == {"customer", "provider"}
    with later(seconds=70):
        assert now(active).figures().elapsed_s == 21
