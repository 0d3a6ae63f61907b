"""What was promised on a ticket: clocks through its life, warnings, breaches, other promises."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.models import Event
from addons.base.workflow import Door, Refused, System
from addons.base.workflow.doors import perform
from addons.tickets import clocks
from addons.tickets.flow import TicketFlow
from addons.tickets.models import (
    Clock,
    ClockChange,
    ServiceCalendar,
    ServicePolicy,
    Team,
    TicketCategory,
)
from addons.tickets.schedules import reckon_anew, watch_targets

from .conftest import act, again, ask, clock_of, make_agent, write

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
A_MOMENT = timedelta(seconds=5)


def near(left, right):
    return abs(left - right) < A_MOMENT


def start(ticket, agent):
    return act(ticket, TicketFlow.start, agent)


def resolve(ticket, agent):
    return act(ticket, TicketFlow.resolve, agent, summary="Done", resolution_type="solved")


# --- through its life ------------------------------------------------------------------------


def test_a_new_ticket_owes_a_first_answer_and_its_resolution(ticket):
    first, whole = clock_of(ticket, "first_response"), clock_of(ticket, "resolution")
    assert near(first.due_at, ticket.created_at + 4 * HOUR)
    assert near(first.warn_at, ticket.created_at + 3 * HOUR)
    assert near(whole.due_at, ticket.created_at + 24 * HOUR)
    assert ticket.clocks.count() == 2


def test_only_an_answer_to_the_customer_stops_the_first_clock(ticket, kim, alice, later):
    write(ticket, kim, "Odd", internal=True)
    write(ticket, alice, "Hello?")
    assert clock_of(ticket, "first_response").is_running
    assert clock_of(ticket, "next_response") is None
    with later(hours=1):
        write(ticket, kim, "We look into it")
    first = clock_of(ticket, "first_response")
    assert not first.is_running
    assert abs(first.took_s - 3600) < 5


def test_each_question_after_the_first_answer_owes_another(ticket, kim, alice, later):
    write(ticket, kim, "We look into it")
    with later(hours=1):
        write(ticket, alice, "And?")
        asked = clock.now()
    with later(hours=2):
        write(ticket, alice, "Hello?")
    following = clock_of(ticket, "next_response")
    assert near(following.due_at, asked + 8 * HOUR)
    with later(hours=3):
        write(ticket, kim, "Soon")
        write(ticket, alice, "Thanks")
    assert ticket.clocks.filter(target="next_response").count() == 2
    assert ticket.clocks.running().filter(target="next_response").count() == 1


def test_while_the_customer_is_waited_for_nothing_is_due(ticket, kim, alice, later):
    write(ticket, kim, "Which card?")
    start(ticket, kim)
    before = clock_of(ticket, "resolution").due_at
    with later(hours=2):
        act(ticket, TicketFlow.wait, kim)
    assert clock_of(ticket, "resolution").is_paused
    with later(days=10):
        assert watch_targets() == 0
        write(ticket, alice, "The blue one")
    assert near(clock_of(ticket, "resolution").due_at, before + timedelta(days=10) - 2 * HOUR)


def test_resolving_stops_everything_and_opening_again_takes_it_up(ticket, kim, alice, later):
    start(ticket, kim)
    with later(hours=3):
        resolve(ticket, kim)
    assert not ticket.clocks.running().exists()
    assert abs(clock_of(ticket, "resolution").took_s - 3 * 3600) < 5
    with later(days=3):
        write(ticket, alice, "No")
        whole = clock_of(ticket, "resolution")
        assert near(whole.due_at, clock.now() + 21 * HOUR)
        assert clock_of(ticket, "next_response").is_running
    assert ticket.clocks.filter(target="resolution").count() == 1


def test_the_customers_own_close_stops_everything(ticket, alice):
    act(ticket, TicketFlow.close, alice)
    assert not ticket.clocks.running().exists()


# --- warnings and breaches -------------------------------------------------------------------


def events(ticket, name):
    return Event.objects.of(ticket).filter(transition=name).count()


def test_each_target_warns_and_is_missed_once_with_who_had_it(ticket, kim, lee, later):
    with later(hours=2.9):
        assert watch_targets() == 0
    with later(hours=3.1):
        assert watch_targets() == 1
        assert watch_targets() == 0
    with later(hours=4.1):
        assert watch_targets() == 1
        assert watch_targets() == 0
    first = clock_of(ticket, "first_response")
    assert (first.warned_agent, first.breached_agent) == (kim, kim)
    assert (first.warned_at, first.breached_at) == (first.warn_at, first.due_at)
    assert (events(ticket, "warn"), events(ticket, "breach")) == (1, 1)


def test_a_sweep_nine_days_late_notes_the_true_times_and_owners(ticket, kim, lee, later):
    with later(hours=10):
        act(ticket, TicketFlow.assign, kim, agent=lee.pk)
    with later(days=9):
        assert watch_targets() == 4
        assert watch_targets() == 0
    first, whole = clock_of(ticket, "first_response"), clock_of(ticket, "resolution")
    assert (first.breached_agent, whole.breached_agent) == (kim, lee)
    assert (first.breached_at, whole.breached_at) == (first.due_at, whole.due_at)
    told = Event.objects.of(ticket).filter(transition__in=["warn", "breach"]).order_by("sequence")
    assert [e.transition for e in told] == ["warn", "warn", "breach", "breach"]


def test_an_answer_that_came_late_is_late_however_late_the_sweep(ticket, kim, later):
    with later(hours=5):
        write(ticket, kim, "Sorry")
        assert watch_targets() == 2
    assert clock_of(ticket, "first_response").is_late


def test_an_answer_in_time_is_never_late(ticket, kim, later):
    with later(hours=2):
        write(ticket, kim, "Here")
    with later(hours=10):
        assert watch_targets() == 0
    assert not clock_of(ticket, "first_response").is_late


def test_what_is_not_due_cannot_be_noted(ticket):
    for step in (TicketFlow.warn, TicketFlow.breach):
        for pk in (clock_of(ticket, "resolution").pk, 0):
            with pytest.raises(Refused):
                perform(ticket, step, actor=System("t"), data={"which": pk}, via=Door.COMMAND)


def test_late_tickets_climb_to_the_lead_and_then_to_the_next_team(ticket, max_, desk, later):
    senior = Team.objects.create(name="Senior")
    expert = make_agent("Expert", senior)
    Team.objects.filter(pk=desk.pk).update(lead=max_, escalates_to=senior)
    ServicePolicy.objects.update(escalates=True)
    with later(hours=5):
        watch_targets()
    late = again(ticket)
    assert (late.agent, late.escalated, late.escalations) == (max_, True, 1)
    with later(hours=25):
        watch_targets()
    late = again(ticket)
    assert (late.agent, late.team, late.escalations) == (expert, senior, 2)


# --- other promises --------------------------------------------------------------------------


def test_the_most_special_promise_holds(kim, alice):
    payment = TicketCategory.objects.get(slug="payment")
    for name, more in {
        "high": {"priority": "high", "first_response": 10},
        "payment": {"category": payment, "first_response": 20},
        "high payment": {"category": payment, "priority": "high", "first_response": 30},
        "off": {"category": payment, "priority": "low", "first_response": 1, "is_active": False},
    }.items():
        ServicePolicy.objects.create(name=name, **more)
    other = TicketCategory.objects.create(slug="elsewhere", name="Else")

    def promised(**more):
        return clock_of(ask(alice, **more), "first_response").budget_s // 60

    assert promised(priority="high") == 30
    assert promised(priority="low") == 20
    assert promised(priority="high", category=other.slug) == 10
    assert promised(priority="low", category=other.slug) == 240


def test_without_any_promise_set_up_the_built_in_one_holds(kim, alice):
    ServicePolicy.objects.all().delete()
    first = clock_of(ask(alice), "first_response")
    assert (first.budget_s, first.policy) == (240 * 60, None)
    assert reckon_anew() == 0


def test_a_changed_promise_reaches_what_runs_keeps_the_old_figures_and_says_why(
    ticket, kim, alice, bob
):
    closed = ask(bob)
    act(closed, TicketFlow.close, bob)
    figures = list(closed.clocks.order_by("pk").values())
    before = clock_of(ticket, "first_response").due_at
    ServicePolicy.objects.update(first_response=60)
    assert reckon_anew() == 1
    assert reckon_anew() == 0
    first = clock_of(ticket, "first_response")
    assert first.due_at == before - 3 * HOUR
    (changed,) = ClockChange.objects.all()
    assert (changed.clock, changed.due_before, changed.due_after) == (first, before, first.due_at)
    assert (changed.budget_before, changed.budget_after) == (240 * 60, 60 * 60)
    assert changed.why
    told = Event.objects.of(ticket).get(transition="retarget")
    assert told.reason == changed.why
    assert list(closed.clocks.order_by("pk").values()) == figures


def test_a_holiday_added_this_morning_moves_what_is_due(kim, alice):
    days = ServiceCalendar.objects.create(
        name="Daily", time_zone="Asia/Kolkata", hours="mon-sun 00:00-24:00"
    )
    ServicePolicy.objects.update(calendar=days)
    ticket = ask(alice)
    before = clock_of(ticket, "resolution").due_at
    tomorrow = (clock.now() + timedelta(hours=5, minutes=30)).date() + timedelta(days=1)
    days.days_off = f"{tomorrow.isoformat()} A strike"
    days.full_clean()
    days.save()
    assert reckon_anew() == 1
    assert clock_of(ticket, "resolution").due_at == before + timedelta(days=1)


def test_what_pauses_is_reckoned_anew_too_and_stays_paused(ticket, kim, alice):
    start(ticket, kim)
    act(ticket, TicketFlow.wait, kim)
    ServicePolicy.objects.update(resolution=60)
    assert reckon_anew() == 1
    whole = clock_of(ticket, "resolution")
    assert (whole.budget_s, whole.is_paused) == (3600, True)
    write(ticket, alice, "Here")
    assert near(clock_of(ticket, "resolution").due_at, clock.now() + HOUR)


def test_a_promise_that_is_deleted_leaves_its_clocks_to_the_next(ticket, kim):
    special = ServicePolicy.objects.create(name="Medium", priority="medium", first_response=5)
    reckon_anew()
    assert clock_of(ticket, "first_response").policy == special
    special.delete()
    reckon_anew()
    assert clock_of(ticket, "first_response").budget_s == 240 * 60


def test_another_priority_promises_something_else_and_keeps_the_old_figures(ticket, kim):
    ServicePolicy.objects.create(name="Urgent", priority="urgent", first_response=30, resolution=60)
    act(ticket, TicketFlow.set_priority, kim, priority="urgent")
    assert near(clock_of(ticket, "first_response").due_at, ticket.created_at + HOUR / 2)
    assert ClockChange.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"hours": ""},
        {"hours": "mon 9-17"},
        {"hours": "someday 09:00-17:00"},
        {"hours": "mon 17:00-09:00"},
        {"hours": "mon 09:00-12:00 11:00-14:00"},
        {"hours": "fri-mon 09:00-12:00"},
        {"hours": "mon 09:00-25:00"},
        {"days_off": "Christmas"},
        {"days_off": "2026-13-01 Never"},
        {"time_zone": "Mars/Olympus"},
        {"country": "XX"},
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused_by_its_field(db, wrong):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError) as refusal:
        ServiceCalendar(name="Wrong", **wrong).full_clean()
    assert list(refusal.value.message_dict) == list(wrong)


def test_two_promises_for_the_same_are_refused(desk):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        ServicePolicy(name="Another").full_clean()
    ServicePolicy(name="Another", is_active=False).full_clean()


def test_a_sweep_takes_few_statements_however_many_are_late(
    ticket, alice, later, django_assert_max_num_queries
):
    for _number in range(10):
        ask(alice)
    with later(days=30), django_assert_max_num_queries(60):
        # Of each the first answer and the resolution, warned of and missed.
        assert watch_targets() == 44


def test_a_failing_ticket_holds_up_nobody_else(ticket, kim, bob, later, monkeypatch):
    second = ask(bob)
    mark = clocks.mark

    def broken(tickets, *args, **kwargs):
        if ticket in tickets.values():
            raise RuntimeError("broken")
        mark(tickets, *args, **kwargs)

    monkeypatch.setattr(clocks, "mark", broken)
    with later(hours=5):
        assert watch_targets() == 2
    assert Clock.objects.get(ticket=second, target="first_response").is_late
