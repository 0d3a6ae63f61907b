"""What can be booked, and what becomes of it."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal as D

import pytest

from addons.appointments.flow import AppointmentFlow
from addons.appointments.models import Appointment, AppointmentsPolicy, TakenQuarter
from addons.appointments.schedules import begin_due, remind_both
from addons.base import clock
from addons.base.models import Event
from addons.base.workflow import Conflict, Door, DoorError, Invalid, Refused
from addons.base.workflow.doors import perform
from addons.consultations.flow import ConsultationFlow
from addons.consultations.models import Consultation
from addons.consultations.tests.arrange import TEST, accept, ask, pay_in, start
from addons.providers.flow import ProviderFlow
from addons.providers.models import DayOff, WorkingHours

from .arrange import assert_sound, at_start, book, cancel, do, in_days, move, now, sweep

pytestmark = pytest.mark.django_db


def refusal_of(act):
    with pytest.raises(DoorError) as raised:
        act()
    assert str(raised.value)
    return raised.value.code


def suspend(provider):
    data = {"reason": "Papers ran out"}
    perform(provider, ProviderFlow.suspend, actor=TEST, data=data, via=Door.COMMAND)


def transitions_of(appointment):
    events = Event.objects.of(appointment).transitions().order_by("sequence")
    return list(events.values_list("transition", flat=True))


# --- booking ---------------------------------------------------------------------------------


def test_a_booked_time_is_nobody_elses(booked, alice, bob, tara):
    assert (booked.state, booked.minutes, booked.price_per_minute) == ("booked", 30, D("20.00"))
    assert TakenQuarter.objects.filter(appointment=booked).count() == 2
    assert tara.is_taken(booked.starts_at, minutes=15)
    assert booked.starts_at not in tara.free_starts(booked.starts_at.date(), minutes=30)
    for overlap in (-15, 0, 15):
        at = booked.starts_at + timedelta(minutes=overlap)
        assert refusal_of(lambda at=at: book(bob, tara, at)) == "slot_taken"
    book(bob, tara, booked.ends_at)
    assert_sound()


def test_who_has_too_little_money_can_book_and_pay_in_later(bob, tara):
    assert book(bob, tara).state == "booked"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"minutes": 20}, "invalid"),
        ({"starts_at": "2099-01-01T10:00:00Z"}, "too_far_ahead"),
        ({"starts_at": "2020-01-01T10:00:00Z"}, "too_soon"),
        ({"starts_at": "soon"}, "invalid"),
        ({"starts_at": "2099-01-01T10:07:00Z"}, "invalid"),
        ({"price": 1}, "invalid"),
    ],
)
def test_what_cannot_be_is_refused_in_words(alice, tara, change, code):
    assert refusal_of(lambda: book(alice, tara, **change)) == code
    assert not Appointment.objects.exists()


def test_nobody_books_within_the_hour_before_their_lead_time(alice, tara):
    soon = (clock.now() + timedelta(minutes=20)).replace(second=0, microsecond=0)
    soon -= timedelta(minutes=soon.minute % 15)
    assert refusal_of(lambda: book(alice, tara, soon)) == "too_soon"


def test_only_while_they_work(alice, tara):
    WorkingHours.objects.filter(provider=tara).update(start=time(9), end=time(17))
    DayOff.objects.create(provider=tara, first_day=in_days(3).date(), last_day=in_days(3).date())
    assert refusal_of(lambda: book(alice, tara, in_days(2, hour=1))) == "not_working"
    assert refusal_of(lambda: book(alice, tara, in_days(3))) == "not_working"


def test_nobody_books_themselves_nor_somebody_who_does_not_talk(alice, tara, noor):
    assert refusal_of(lambda: book(tara.user, tara)) == "yourself"
    noor.services.all().delete()
    assert refusal_of(lambda: book(alice, noor)) == "not_offered"
    suspend(tara)
    assert refusal_of(lambda: book(alice, tara)) == "invalid"
    assert not Appointment.objects.exists()


def test_no_longer_than_they_talk(alice, make_consultant):
    short = make_consultant("short", longest_minutes=15)
    assert refusal_of(lambda: book(alice, short, minutes=30)) == "too_long"
    assert book(alice, short, minutes=15).minutes == 15


def test_nobody_takes_the_whole_week(alice, tara):
    AppointmentsPolicy.objects.update_or_create(defaults={"most_ahead": 2})
    book(alice, tara, in_days(2))
    second = book(alice, tara, in_days(3))
    assert refusal_of(lambda: book(alice, tara, in_days(4))) == "too_many_ahead"
    cancel(second, alice)
    book(alice, tara, in_days(4))


# --- before it begins --------------------------------------------------------------------------


def test_moved_it_takes_the_other_time_and_frees_the_first(booked, alice, bob, tara):
    first = booked.starts_at
    moved = move(booked, alice, first + timedelta(minutes=15))
    assert moved.starts_at == first + timedelta(minutes=15)
    assert refusal_of(lambda: book(bob, tara, first)) == "slot_taken"
    moved = move(moved, alice, first + timedelta(days=1))
    book(bob, tara, first)
    assert refusal_of(lambda: move(moved, alice, first)) == "slot_taken"
    assert now(moved).starts_at == first + timedelta(days=1)
    assert_sound()


def test_both_are_reminded_once_and_again_after_a_move(booked, alice):
    with at_start(booked, minutes=-61):
        assert remind_both() == 0
    with at_start(booked, minutes=-59):
        assert (remind_both(), remind_both()) == (1, 0)
    moved = move(booked, alice, booked.starts_at + timedelta(days=1))
    assert moved.reminded_at is None
    with at_start(moved, minutes=-30):
        assert remind_both() == 1
    assert transitions_of(booked) == ["book", "remind", "move", "remind"]


def test_nine_days_late_nobody_is_reminded_of_what_is_past(booked):
    with at_start(booked, days=9):
        assert remind_both() == 0


def test_who_books_just_before_is_not_reminded(alice, tara):
    soon = (clock.now() + timedelta(minutes=50)).replace(second=0, microsecond=0)
    soon -= timedelta(minutes=soon.minute % 15)
    assert book(alice, tara, soon).remind_at is None
    assert remind_both() == 0


def test_the_consultant_and_staff_say_why_they_cancel(booked, alice, tara, sam):
    with pytest.raises(Invalid):
        cancel(booked, tara.user)
    with pytest.raises(Invalid):
        cancel(booked, sam, " ")
    assert cancel(booked, tara.user, "I am ill.").state == "cancelled"
    assert not TakenQuarter.objects.exists()
    with pytest.raises(Conflict):
        cancel(booked, alice)


# --- its time comes ----------------------------------------------------------------------------


def test_at_its_time_the_consultant_is_asked_in_the_customers_name(booked, alice, tara):
    assert sweep(booked, seconds=-1).state == "booked"
    begun = sweep(booked)
    talk = begun.consultation
    assert begun.state == "begun"
    assert (talk.customer, talk.provider, talk.state) == (alice, tara, "requested")
    assert talk.ends_at == booked.ends_at
    asked = Event.objects.of(talk).get(sequence=1)
    assert asked.actor_id == alice.pk
    assert asked.caused_by == Event.objects.of(begun).transitions().last().pk
    with at_start(booked, seconds=20):
        assert start(accept(talk)).state == "active"
    assert_sound()


def test_a_second_sweep_and_a_late_one_begin_nothing_more(booked):
    sweep(booked)
    for late in ({"seconds": 30}, {"minutes": 20}, {"days": 9}):
        sweep(booked, **late)
    assert Consultation.objects.count() == 1
    assert transitions_of(booked) == ["book", "begin"]


def test_in_the_last_second_it_still_begins(booked):
    assert sweep(booked, minutes=9, seconds=59).state == "begun"


def test_after_days_down_it_lapses_once(booked):
    lapsed = sweep(booked, days=9)
    assert (lapsed.state, lapsed.obstacle) == ("lapsed", "too_late")
    assert not Consultation.objects.exists()
    assert not TakenQuarter.objects.exists()
    sweep(booked, days=9, minutes=1)
    assert transitions_of(booked) == ["book", "lapse"]


def test_without_money_it_waits_says_so_once_and_begins_when_there_is(bob, tara):
    booked = book(bob, tara)
    for minute in range(3):
        waiting = sweep(booked, minutes=minute)
        assert (waiting.state, waiting.obstacle) == ("booked", "insufficient_funds")
    assert transitions_of(booked) == ["book", "delay"]
    pay_in(bob, D("100.00"))
    begun = sweep(booked, minutes=4)
    assert (begun.state, begun.obstacle) == ("begun", "")


def test_without_money_it_lapses_with_the_reason(bob, tara):
    booked = book(bob, tara)
    sweep(booked)
    lapsed = sweep(booked, minutes=10)
    assert (lapsed.state, lapsed.obstacle) == ("lapsed", "insufficient_funds")
    assert not Consultation.objects.exists()


def test_a_consultant_off_duty_or_busy_is_waited_for(booked, bob, tara):
    do(tara, ProviderFlow.go_off_duty, tara.user)
    assert sweep(booked).obstacle == "consultant_busy"
    do(tara, ProviderFlow.go_on_duty, tara.user)
    assert sweep(booked, minutes=1).state == "begun"


def test_it_never_begins_at_a_higher_price_than_it_was_booked_at(booked, tara):
    tara.services.update(price=D("21.00"))
    assert sweep(booked).obstacle == "price_changed"
    tara.services.update(price=D("19.00"))
    assert sweep(booked, minutes=1).state == "begun"


def test_a_consultant_who_has_gone_is_not_asked(booked, tara):
    suspend(tara)
    assert sweep(booked).obstacle == "not_offered"
    assert sweep(booked, minutes=11).state == "lapsed"


def test_two_who_talk_already_have_what_they_booked(booked, alice, tara):
    with at_start(booked, minutes=-2):
        talk = ask(alice, tara)
    assert sweep(booked).consultation == talk


def test_one_that_fails_holds_up_nobody(booked, bob, noor, monkeypatch):
    from addons.appointments import follows

    pay_in(bob, D("500.00"))
    other = book(bob, noor, booked.starts_at)
    real = follows.require_same_terms

    def broken(appointment):
        if appointment.pk == booked.pk:
            raise RuntimeError("broken")
        real(appointment)

    monkeypatch.setattr(follows, "require_same_terms", broken)
    with at_start(booked):
        begin_due()
    assert (now(booked).state, now(other).state) == ("booked", "begun")


def test_what_is_left_of_the_time_is_free_when_the_talk_is_over(alice, bob, tara):
    booked = book(alice, tara, minutes=60)
    talk = sweep(booked).consultation
    with at_start(booked, minutes=1):
        do(talk, ConsultationFlow.decline, tara.user)
        assert TakenQuarter.objects.filter(appointment=booked).count() == 1
        book(bob, tara, booked.starts_at + timedelta(minutes=45), minutes=15)


def test_back_to_back_each_has_its_own_end(alice, bob, tara):
    pay_in(bob, D("500.00"))
    first = book(alice, tara)
    second = book(bob, tara, first.ends_at)
    talk = sweep(first).consultation
    with at_start(first, seconds=10):
        start(accept(talk))
    waiting = sweep(second, seconds=-1)
    assert waiting.state == "booked"
    assert talk.ends_at == second.starts_at


def test_refusals_are_conflicts_or_name_their_field(alice, tara, booked):
    with pytest.raises(Refused) as raised:
        book(alice, tara, booked.starts_at)
    assert (raised.value.http_status, raised.value.field) == (409, None)


def test_final_states_have_no_way_on(booked, alice):
    begun = sweep(booked)
    for transition in (AppointmentFlow.move, AppointmentFlow.cancel):
        data = {"starts_at": in_days(3).isoformat()} if transition.__name__ == "move" else {}
        with pytest.raises(Conflict):
            do(begun, transition, alice, **data)
