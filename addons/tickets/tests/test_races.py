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
from addons.base.workflow import Conflict, Door, DoorError, System
from addons.base.workflow.doors import perform
from addons.tickets import assigning
from addons.tickets.agents import own_profile, switch_to
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Ticket
from addons.tickets.schedules import close_what_is_settled, give_what_waits, watch_targets

from .conftest import act, again, ask, clock_of, make_agent, write

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
    agents = [make_agent(f"Agent{n}", desk, limit=60) for n in range(10)]
    customers = [make_person(f"Customer{n}") for n in range(10)]
    for _wave in range(10):
        at_once(50, lambda number: ask(customers[number % 10]))
    assert Ticket.objects.count() == 500
    assert shares() == {agent.pk: 50 for agent in agents}


def test_a_sweep_that_looked_before_takes_nothing_from_who_has_it_now(ticket, kim, lee, alice):
    """Chosen while its agent had gone or it was silent, done after somebody changed that."""
    for step in (TicketFlow.release, TicketFlow.fall_silent):
        with pytest.raises(Conflict):
            perform(ticket, step, actor=System("late"), via=Door.SCHEDULE)
    assert again(ticket).agent == kim
