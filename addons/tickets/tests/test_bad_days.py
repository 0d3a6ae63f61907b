"""Wrong input and bad days: each has its answer."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from addons.base import clock
from addons.base.models import Attachment, Event
from addons.base.testing.crashes import dies_at
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, NotFound, System
from addons.base.workflow.doors import perform
from addons.chat.models import Message
from addons.tickets.agents import own_profile, switch_to
from addons.tickets.flow import TicketFlow
from addons.tickets.models import (
    ClockChange,
    ServiceCalendar,
    ServicePolicy,
    Ticket,
    TicketCategory,
)
from addons.tickets.schedules import (
    close_what_is_settled,
    give_what_waits,
    reckon_anew,
    watch_targets,
)

from .conftest import act, again, ask, clock_of, make_agent, write, write_to_us

pytestmark = pytest.mark.django_db

TOO_LARGE = 20 * 1024 * 1024


def pages_of(person):
    client = Client()
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def resolved(ticket, kim):
    act(ticket, TicketFlow.start, kim)
    return act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")


def done(ticket, transition):
    return Event.objects.of(ticket).filter(transition=transition).count()


# --- an agent who is gone --------------------------------------------------------------------


@pytest.mark.parametrize("how", ["disabled", "hands over"])
def test_fifty_open_tickets_of_one_agent_go_to_the_others_evenly(desk, alice, how):
    kim = make_agent("Kim", desk, limit=60)
    mine = [ask(alice) for _number in range(50)]
    others = [make_agent(name, desk) for name in ("Lee", "Mia", "Noa")]
    act(mine[0], TicketFlow.start, kim)
    act(mine[0], TicketFlow.wait, kim)
    if how == "disabled":
        kim.is_active = False
        kim.save()
        assert give_what_waits() == 50
        assert give_what_waits() == 0
    else:
        profile = own_profile(kim)
        switch_to(profile, availability="away", hands_over=True, actor=kim, via=Door.REST)
    shares = Counter(Ticket.objects.exclude(agent=None).values_list("agent", flat=True))
    assert sorted(shares.values()) == [16, 16, 17]
    assert set(shares) == {other.pk for other in others}
    # Who waits for the customer goes on waiting, and gets somebody with the answer.
    assert (again(mine[0]).state, again(mine[0]).agent) == ("waiting", None)
    write(mine[0], alice, "Here it is")
    assert again(mine[0]).agent in others


def test_an_agent_who_changes_to_another_role_leaves_their_tickets(ticket, kim, lee):
    kim.groups.clear()
    assert give_what_waits() == 1
    assert again(ticket).agent == lee


def test_what_nobody_can_take_waits_and_is_not_given_beyond_limits(desk, alice):
    kim = make_agent("Kim", desk, limit=10)
    mine = [ask(alice) for _number in range(10)]
    make_agent("Lee", desk, limit=4)
    kim.is_active = False
    kim.save()
    give_what_waits()
    assert Ticket.objects.queued().count() == 6
    assert all(again(ticket).state in ("open", "assigned") for ticket in mine)


# --- a file that is too large ----------------------------------------------------------------


def test_a_file_of_twenty_megabytes_is_refused_everywhere_and_leaves_nothing(ticket, alice):
    pages = pages_of(alice)

    def file():
        return SimpleUploadedFile("film.txt", b"x" * TOO_LARGE)

    question = {"subject": "A film", "category": "payment", "description": "See", "related": ""}
    before = Ticket.objects.count(), Message.objects.count()
    answers = {
        "asking": pages.post("/support/new/", question | {"attachments": file()}),
        "thread": pages.post(
            f"{ticket.get_absolute_url()}chat/",
            {"text": "See", "attachments": file()},
            headers={"HX-Request": "true"},
        ),
        "writing": pages.post("/support/chat/", {"text": "See", "attachments": file()}),
        "API": pages.post("/api/v1/attachments/", {"file": file()}),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "asking": 422,
        "thread": 422,
        "writing": 422,
        "API": 413,
    }
    for name in ("asking", "thread", "writing"):
        assert "larger than 10 MB" in answers[name].content.decode(), name
    assert (Ticket.objects.count(), Message.objects.count()) == before
    assert not Attachment.objects.exists()


# --- a customer who is late, wrong or not the one --------------------------------------------


def test_writing_to_a_closed_one_by_the_api_opens_it_again(ticket, kim, alice):
    act(resolved(ticket, kim), TicketFlow.close, alice)
    path = f"/api/v1/support/tickets/{ticket.pk}/messages/"
    body = json.dumps({"text": "It is back"})
    assert pages_of(alice).post(path, body, "application/json").status_code == 201
    assert again(ticket).state == "in_progress"
    assert clock_of(ticket, "next_response").is_running


def test_an_agents_message_to_a_closed_one_leaves_it_closed(ticket, kim, alice):
    act(resolved(ticket, kim), TicketFlow.close, alice)
    write(ticket, kim, "By the way")
    assert again(ticket).state == "closed"
    assert not ticket.clocks.running().exists()


@pytest.mark.parametrize("stars", [0, 6, -1, "five", None, "", 4.5, True])
def test_a_rating_out_of_range_is_a_400_by_its_field(ticket, kim, alice, stars):
    resolved(ticket, kim)
    answer = pages_of(alice).post(
        f"/api/v1/support/tickets/{ticket.pk}/rate/",
        json.dumps({"stars": stars}),
        "application/json",
    )
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"stars"})
    assert again(ticket).satisfaction is None


def test_nobody_but_its_customer_rates_and_a_stranger_does_not_know_of_it(
    ticket, kim, max_, bob, alice
):
    resolved(ticket, kim)
    for person in (kim, max_):
        with pytest.raises(Forbidden):
            act(ticket, TicketFlow.rate, person, stars=5)
    with pytest.raises(NotFound):
        act(ticket, TicketFlow.rate, bob, stars=1)
    act(ticket, TicketFlow.rate, alice, stars=4)
    with pytest.raises(Conflict) as refusal:
        act(ticket, TicketFlow.rate, alice, stars=1)
    assert (refusal.value.code, again(ticket).satisfaction) == ("rated", 4)


def test_what_is_not_settled_is_not_rated(ticket, alice):
    with pytest.raises(Conflict):
        act(ticket, TicketFlow.rate, alice, stars=5)


# --- promises that change under the feet -----------------------------------------------------


def test_a_category_whose_policy_is_deleted_takes_the_next_one_and_keeps_its_figures(
    kim, alice, later
):
    payment = TicketCategory.objects.get(slug="payment")
    own = ServicePolicy.objects.create(name="Payment", category=payment, first_response=30)
    ticket = ask(alice)
    before = clock_of(ticket, "first_response").due_at
    own.delete()
    # Until the sweep looks, the figures hold; so they do in a pause and after it.
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.wait, kim)
    write(ticket, alice, "Here it is")
    assert clock_of(ticket, "first_response").budget_s == 30 * 60
    assert (reckon_anew(), reckon_anew()) == (1, 0)
    after = clock_of(ticket, "first_response")
    assert (after.budget_s, after.policy.name) == (240 * 60, "All")
    change = ClockChange.objects.filter(clock=after).get()
    assert change.budget_before == 30 * 60
    assert abs(change.due_before - before) < timedelta(seconds=5)
    with later(hours=5):
        assert watch_targets() == 2


def test_with_no_policy_left_the_built_in_one_holds_for_all_that_runs(ticket, kim, later):
    ServicePolicy.objects.all().delete()
    assert reckon_anew() == 1
    assert ticket.clocks.running().count() == 2
    with later(days=9):
        assert watch_targets() == 4
    act(ticket, TicketFlow.start, kim)
    resolved_one = act(ticket, TicketFlow.resolve, kim, summary="x", resolution_type="solved")
    assert not resolved_one.clocks.running().exists()


def test_a_holiday_added_this_morning_moves_today_and_takes_back_no_miss(kim, alice):
    calendar = ServiceCalendar.objects.create(
        name="Days", time_zone="Asia/Kolkata", hours="mon-sun 09:00-17:00"
    )
    ServicePolicy.objects.update(calendar=calendar, first_response=60)
    morning = clock.now().replace(hour=4, minute=0, second=0, microsecond=0) + timedelta(days=1)
    with clock.at(morning):
        missed, today = ask(alice), morning.date()
    with clock.at(morning + timedelta(hours=2)):
        assert watch_targets() == 2
        fresh = ask(alice)
        calendar.days_off = f"{today.isoformat()} Mourning"
        calendar.save()
        assert reckon_anew() == 2
        assert clock_of(fresh, "first_response").due_at.date() == today + timedelta(days=1)
        # What is written down as missed stays so, with the figures that it had.
        assert clock_of(missed, "first_response").breached_at is not None


# --- sweeps ----------------------------------------------------------------------------------


def test_every_sweep_nine_days_late_does_each_thing_once_and_in_order(kim, alice, later, desk):
    settled, silent = resolved(ask(alice), kim), write_to_us(alice)
    owed = ask(alice, subject="Owed")
    lee = make_agent("Lee", desk, availability="away")
    kim.is_active = False
    kim.save()
    sweeps = (give_what_waits, watch_targets, close_what_is_settled, reckon_anew)
    with later(days=9):
        for sweep in (*sweeps, *reversed(sweeps)):
            sweep()
        assert [done(owed, name) for name in ("release", "warn", "breach")] == [1, 2, 2]
        assert done(settled, "fall_silent") == 1
        # The misses are those of who had it then.
        assert clock_of(owed, "resolution").breached_agent == kim
        assert silent.agent == kim
        profile = own_profile(lee)
        switch_to(profile, availability="available", hands_over=False, actor=lee, via=Door.REST)
    assert again(owed).agent == lee


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("point", ["perform:after-lock", "perform:after-follow-ups"])
@pytest.mark.parametrize("sweep", [give_what_waits, reckon_anew])
def test_a_sweep_that_is_killed_is_finished_by_the_next(ticket, kim, lee, sweep, point):
    if sweep is give_what_waits:
        kim.is_active = False
        kim.save()
    else:
        ServicePolicy.objects.update(first_response=30)
    assert dies_at(point, sweep)
    assert sweep() == 1
    assert sweep() == 0
    name = "release" if sweep is give_what_waits else "retarget"
    assert done(ticket, name) == 1


def test_a_sweep_that_looked_before_somebody_came_back_takes_nothing(ticket, kim):
    """Chosen while kim was disabled; she is there again before it is done."""
    with pytest.raises(Conflict) as refusal:
        perform(ticket, TicketFlow.release, actor=System("late"), data={}, via=Door.SCHEDULE)
    assert refusal.value.code == "at_work"


def test_an_unknown_field_a_wrong_type_and_a_foreign_agent_are_400s(ticket, max_, bob):
    path = f"/api/v1/support/tickets/{ticket.pk}/assign/"
    pages = pages_of(max_)
    for body in ({"agent": bob.pk}, {"agent": "Kim"}, {"agent": 2**70}, {"who": 1}, {}):
        answer = pages.post(path, json.dumps(body), "application/json")
        assert answer.status_code == 400, body
    with pytest.raises(Invalid):
        act(ticket, TicketFlow.escalate, max_, to=max_.pk)
