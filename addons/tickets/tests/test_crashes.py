"""A process that dies anywhere leaves nothing half done; the next does the rest, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.crashes import dies_at
from addons.chat.models import Conversation, Message
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Clock, Ticket
from addons.tickets.schedules import close_what_is_settled, watch_targets

from .conftest import act, again, ask, clock_of, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

POINTS = [
    "perform:after-lock",
    "perform:after-body",
    "perform:after-history",
    "perform:after-follow-ups",
]
# PostgreSQL writes rows, events and history of a set in one statement.
SET_POINTS = ["perform:after-effects-owed", *POINTS[2:]]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """What the other process reads has to be there for it."""


def assert_holds(ticket):
    fresh = again(ticket)
    stream = Event.objects.of(fresh).order_by("sequence")
    assert not list(breaks_in(list(stream), head=(fresh.version, fresh.chain)))


@pytest.mark.parametrize("point", POINTS)
def test_a_question_is_there_whole_or_not_at_all(kim, alice, point):
    assert dies_at(point, lambda: ask(alice))
    assert not Ticket.objects.exists()
    assert not Conversation.objects.exists()
    assert not Clock.objects.exists()
    assert ask(alice).agent == kim


@pytest.mark.parametrize("point", POINTS)
def test_a_message_and_what_it_does_are_one(ticket, kim, alice, point):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    said = Message.objects.count()
    assert dies_at(point, lambda: write(ticket, alice, "No"))
    assert (Message.objects.count(), again(ticket).state) == (said, "resolved")
    write(ticket, alice, "No")
    assert again(ticket).state == "in_progress"
    assert_holds(ticket)


@pytest.mark.parametrize("point", SET_POINTS)
def test_a_target_is_noted_once_though_the_sweep_dies(ticket, kim, point):
    with clock.travelled(timedelta(hours=5)):
        assert dies_at(point, watch_targets)
        assert watch_targets() == 2
        assert watch_targets() == 0
    assert clock_of(ticket, "first_response").breached_agent == kim
    assert Event.objects.of(ticket).filter(transition="breach").count() == 1
    assert_holds(ticket)


@pytest.mark.parametrize("point", POINTS)
def test_what_is_silent_closes_once_though_the_sweep_dies(ticket, kim, point):
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    with clock.travelled(timedelta(days=6)):
        assert dies_at(point, close_what_is_settled)
        assert close_what_is_settled() == 1
    assert Event.objects.of(ticket).filter(transition="fall_silent").count() == 1
    assert_holds(ticket)
