"""What is given out about a customer, and what is left of one who is forgotten."""

from __future__ import annotations

import pytest

from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.points import PERSONAL
from addons.base.privacy import forget
from addons.chat.models import Message
from addons.tickets.flow import TicketFlow
from addons.tickets.models import AgentProfile, Team, Ticket

from .conftest import act, again, ask, write

pytestmark = pytest.mark.django_db

WORDS = ("Paid twice", "Two charges", "My card is blue", "Too slow")


@pytest.fixture
def kept(ticket, kim, alice):
    write(ticket, alice, "My card is blue")
    act(ticket, TicketFlow.start, kim)
    act(ticket, TicketFlow.resolve, kim, summary="Done", resolution_type="solved")
    act(ticket, TicketFlow.rate, alice, stars=2, comment="Too slow")
    ask(alice)
    return ticket


def exported(person):
    kinds = ("tickets.Ticket", "chat.Message")
    return str([list(PERSONAL[kind].export(person)) for kind in kinds])


def test_a_customer_is_given_what_they_asked_and_nobody_else_is(kept, alice, bob):
    assert [word for word in WORDS if word not in exported(alice)] == []
    assert [word for word in WORDS if word in exported(bob)] == []


def test_a_forgotten_customer_leaves_no_words_and_the_chain_holds(kept, alice):
    forget(alice)
    tables = (Ticket, Ticket.history.model, Event, Message)
    left = str([list(table._base_manager.values()) for table in tables])
    assert [word for word in WORDS if word in left] == []
    assert not Ticket.objects.under_way().exists()
    fresh = again(kept)
    stream = Event.objects.of(fresh).order_by("sequence")
    assert not list(breaks_in(stream, head=(fresh.version, fresh.chain)))


def test_a_forgotten_agent_gets_nothing_more(ticket, kim, lee, bob, desk):
    Team.objects.filter(pk=desk.pk).update(lead=kim)
    forget(kim)
    assert AgentProfile.objects.get(person=kim).availability == "away"
    assert Team.objects.get(pk=desk.pk).lead is None
    assert ask(bob).agent == lee
