"""Many at once around one desk, on connections of their own."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.workflow import Conflict, Door, DoorError, Refused, System
from addons.base.workflow.doors import perform
from addons.tickets import assigning
from addons.tickets.agents import own_profile, switch_to
from addons.tickets.checks import enquiries_are_where_they_seem_to_be
from addons.tickets.enquiring import talk_of
from addons.tickets.enquiry_flow import EnquiryFlow
from addons.tickets.flow import TicketFlow
from addons.tickets.models import AgentProfile, Enquiry, ServicePolicy, Ticket
from addons.tickets.saying import thread_of
from addons.tickets.schedules import (
    close_what_is_settled,
    end_what_is_silent,
    give_what_waits,
    reckon_anew,
    watch_targets,
)

from .conftest import act, again, ask, clock_of, make_agent, say, write, write_to_us

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people of the other fixtures have to be there for other connections."""


def assert_holds(ticket):
    ticket.refresh_from_db()
    stream = Event.objects.of(ticket).order_by("sequence")
    assert not list(breaks_in(list(stream), head=(ticket.version, ticket.chain)))


def shares():
    return Counter(Ticket.objects.exclude(agent=None).values_list("agent_id", flat=True))


def test_of_many_tickets_at_once_each_agent_gets_as_many(desk, alice):
    agents = [make_agent(f"Agent{n}", desk) for n in range(4)]
    answers = at_once(CROWD, lambda number: ask(alice, subject=f"Load {number}"))
    assert all(isinstance(answer, Ticket) for answer in answers), answers
    assert shares() == {agent.pk: CROWD // 4 for agent in agents}
    for ticket in Ticket.objects.all()[:5]:
        assert_holds(ticket)


def test_nobody_gets_more_than_their_limit_and_the_rest_waits(desk, alice):
    agents = [make_agent(f"Agent{n}", desk, limit=5) for n in range(3)]
    at_once(32, lambda number: ask(alice))
    assert shares() == {agent.pk: 5 for agent in agents}
    assert Ticket.objects.queued().count() == 32 - 15


@pytest.mark.postgres
def test_without_the_lock_some_get_more_than_their_share(desk, alice, monkeypatch):
    """The guard is the lock on the agents' rows; SQLite writes one after the other anyway."""
    agents = [make_agent(f"Agent{n}", desk, limit=2) for n in range(2)]
    manager = type(assigning.AgentProfile.objects.all())
    monkeypatch.setattr(manager, "select_for_update", lambda self, **kwargs: self)
    at_once(CROWD, lambda number: ask(alice))
    assert max(shares().values()) > 2
    assert set(shares()) == {agent.pk for agent in agents}


def test_of_many_who_drain_the_queue_at_once_each_ticket_is_given_once(desk, alice):
    agent = make_agent("Kim", desk, availability="away", limit=6)
    waiting = [ask(alice) for _n in range(10)]
    profile = own_profile(agent)

    def act(number):
        if number % 2:
            return give_what_waits()
        return switch_to(
            profile, availability="available", hands_over=False, actor=agent, via=Door.REST
        )

    at_once(16, act)
    assert shares() == {agent.pk: 6}
    assigned = [t for t in waiting if again(t).agent_id]
    for ticket in assigned:
        given = Event.objects.of(ticket).filter(transition="assign")
        assert given.count() == 1


def test_two_agents_who_start_at_once(ticket, kim, lee):
    agents = [kim, lee] * 8

    def start(number):
        return perform(ticket, TicketFlow.start, actor=agents[number], via=Door.REST)

    answers = at_once(16, start)
    done = [answer for answer in answers if isinstance(answer, Ticket)]
    codes = {answer.code for answer in answers if isinstance(answer, DoorError)}
    assert (len(done), codes) == (1, {"wrong_state"})
    assert again(ticket).agent == done[0].agent
    assert_holds(ticket)


def test_two_agents_who_answer_and_resolve_while_the_customer_writes(ticket, kim, lee, alice):
    """Nothing that was said is lost, and whoever comes last decides where it stands."""
    act(ticket, TicketFlow.start, kim)
    done = {"summary": "Done", "resolution_type": "solved"}

    def work(number):
        if number % 4 == 0:
            return act(ticket, TicketFlow.resolve, lee, **done)
        return write(ticket, (alice, kim, lee)[number % 3], f"{number}")

    answers = at_once(24, work)
    said = [a for n, a in enumerate(answers) if n % 4]
    assert not [a for a in said if isinstance(a, Exception)], said
    thread = said[0].conversation
    assert thread.messages.count() == 1 + len(said)
    assert_holds(ticket)
    assert again(ticket).state in ("in_progress", "resolved")


def test_a_sweep_in_parallel_notes_each_target_once(ticket, kim):
    with clock.travelled(timedelta(hours=5)):
        now = clock.now()

        def sweep(_number):
            with clock.at(now):
                return watch_targets()

        answers = at_once(16, sweep)
    assert sum(answers) == 2, answers
    assert clock_of(ticket, "first_response").breached_agent == kim
    assert_holds(ticket)


def test_an_answer_and_the_sweep_that_closes_at_once(ticket, kim, alice):
    """Open again, or closed and then open again: never closed with the answer unread."""
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    with clock.travelled(timedelta(days=6)):
        now = clock.now()

        def work(number):
            with clock.at(now):
                return write(ticket, alice, "No") if number == 3 else close_what_is_settled()

        at_once(8, work)
    assert again(ticket).state == "in_progress"
    assert_holds(ticket)


@pytest.mark.slow
def test_five_hundred_at_once_spread_evenly(desk, bob):
    """Seven agents, so that it does not come out even."""
    agents = [make_agent(f"Agent{n}", desk, limit=100) for n in range(7)]
    ask_five_hundred()
    given = shares()
    assert set(given) == {agent.pk for agent in agents}
    assert (sum(given.values()), max(given.values()) - min(given.values())) == (500, 1)


@pytest.mark.slow
def test_of_five_hundred_at_once_nobody_gets_more_than_their_limit(desk, bob):
    agents = [make_agent(f"Agent{n}", desk, limit=40) for n in range(10)]
    ask_five_hundred()
    assert shares() == {agent.pk: 40 for agent in agents}
    assert Ticket.objects.queued().count() == 100


def ask_five_hundred():
    customers = [make_person(f"Customer{n}") for n in range(10)]
    for _wave in range(10):
        answers = at_once(50, lambda number: ask(customers[number % 10]))
        assert all(isinstance(answer, Ticket) for answer in answers), answers
    assert Ticket.objects.count() == 500


def test_a_sweep_that_looked_before_takes_nothing_from_who_has_it_now(ticket, kim, lee, alice):
    """Chosen while its agent had gone or it was silent, done after somebody changed that."""
    for step in (TicketFlow.release, TicketFlow.fall_silent):
        with pytest.raises(Conflict):
            perform(ticket, step, actor=System("late"), via=Door.SCHEDULE)
    assert again(ticket).agent == kim


# --- promises and people ---------------------------------------------------------------------


def test_answers_around_the_instant_they_are_due_are_kept_or_missed_never_both(desk, alice):
    """They are due one after the other while a person answers them and three sweeps look."""
    kim = make_agent("Kim", desk)
    tickets = [ask(alice, subject=f"Case {number}") for number in range(12)]
    due = [clock_of(ticket, "first_response").due_at for ticket in tickets]

    def work(number):
        return write(tickets[number], kim, "Here") if number < len(tickets) else watch_targets()

    with clock.at(due[0] - timedelta(milliseconds=50)):
        answers = at_once(len(tickets) + 3, work)
    assert not [a for a in answers if isinstance(a, Exception)], answers
    with clock.at(max(due) + timedelta(minutes=1)):
        watch_targets()
        assert watch_targets() == 0
    for ticket in tickets:
        first = clock_of(ticket, "first_response")
        is_late = first.stopped_at > first.due_at
        assert first.breached_at == (first.due_at if is_late else None)
        noted = Event.objects.of(ticket).filter(transition="breach")
        assert noted.count() == is_late
        assert_holds(ticket)


def test_a_sweep_that_looked_while_the_answer_was_on_its_way_notes_no_miss(ticket, kim):
    first = clock_of(ticket, "first_response")
    write(ticket, kim, "In time")
    with clock.at(first.due_at + timedelta(seconds=1)), pytest.raises(Refused) as refusal:
        act(ticket, TicketFlow.breach, System("late"), which=first.pk)
    assert refusal.value.code == "kept"


def test_two_agents_who_answer_at_once_are_both_read_and_one_stops_the_clock(
    ticket, kim, lee, alice
):
    answers = at_once(2, lambda number: write(ticket, (kim, lee)[number], f"Answer {number}"))
    assert not [a for a in answers if isinstance(a, Exception)], answers
    texts = set(answers[0].conversation.messages.values_list("text", flat=True))
    assert texts == {"Two charges.", "Answer 0", "Answer 1"}
    assert ticket.clocks.filter(target="first_response", stopped_at=None).count() == 0
    assert ticket.clocks.filter(target="first_response").count() == 1
    # The second stands in the record as one, so the desk can say that somebody was faster.
    assert Event.objects.of(ticket).filter(transition="answer").count() == 2
    assert_holds(ticket)


@pytest.mark.parametrize("sweep", [give_what_waits, reckon_anew])
def test_sweeps_in_parallel_do_each_thing_once(desk, alice, sweep):
    kim, lee = make_agent("Kim", desk), make_agent("Lee", desk, availability="away")
    tickets = [ask(alice) for _number in range(6)]
    if sweep is give_what_waits:
        AgentProfile.objects.filter(person=lee).update(availability="available")
        kim.is_active = False
        kim.save()
    else:
        ServicePolicy.objects.update(first_response=30)
    answers = at_once(8, lambda _number: sweep())
    assert not [a for a in answers if isinstance(a, Exception)], answers
    name = "release" if sweep is give_what_waits else "retarget"
    for ticket in tickets:
        assert Event.objects.of(ticket).filter(transition=name).count() == 1
        assert_holds(ticket)
    if sweep is give_what_waits:
        assert shares() == {lee.pk: 6}


# --- enquiries -------------------------------------------------------------------------------


def test_who_writes_twice_at_once_begins_one_enquiry(kim, alice):
    answers = at_once(8, lambda number: write_to_us(alice, f"Hello {number}"))
    assert {getattr(answer, "pk", answer) for answer in answers} == {Enquiry.objects.get().pk}
    assert talk_of(Enquiry.objects.get()).messages.count() == 8


def test_of_many_who_write_at_once_each_agent_gets_as_many_and_none_beyond_the_limit(desk):
    agents = [make_agent(f"Agent{n}", desk, limit=6) for n in range(3)]
    people = [make_person(f"Customer{n}") for n in range(24)]

    def work(number):
        person = people[number]
        return ask(person) if number % 2 else write_to_us(person)

    answers = at_once(len(people), work)
    assert not [a for a in answers if isinstance(a, Exception)], answers
    given = Counter(Enquiry.objects.exclude(agent=None).values_list("agent_id", flat=True))
    assert shares() + given == {agent.pk: 6 for agent in agents}


def test_nothing_is_lost_that_is_written_while_it_becomes_a_ticket(enquiry, kim, alice):
    """Each message stands in the ticket in the end, wherever it was said first."""

    def work(number):
        if number == 3:
            data = {"subject": "Hours", "category": "payment"}
            return act(enquiry, EnquiryFlow.convert, kim, **data)
        return say(enquiry, alice, f"Message {number}")

    answers = at_once(8, work)
    assert not [a for a in answers if isinstance(a, Exception)], answers
    ticket = Ticket.objects.get()
    said = set(thread_of(ticket).messages.values_list("text", flat=True))
    assert said == {"Are you open today?", *(f"Message {n}" for n in range(8) if n != 3)}
    assert not list(enquiries_are_where_they_seem_to_be())
    assert_holds(ticket)
    assert_holds(enquiry)


def test_an_answer_and_the_sweep_that_ends_it_at_once(enquiry, kim, alice):
    """It goes on with the question in it, or the question begins a new one."""
    say(enquiry, kim, "Until six.")
    with clock.travelled(timedelta(days=2)):
        now = clock.now()

        def work(number):
            with clock.at(now):
                return say(enquiry, alice, "And now?") if number == 3 else end_what_is_silent()

        answers = at_once(8, work)
    said = answers[3]
    assert not isinstance(said, Exception), said
    lies_in = Enquiry.objects.get(pk=said.conversation.about_id)
    assert lies_in.goes_on
    assert_holds(enquiry)
