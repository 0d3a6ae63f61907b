"""Alice asks, Kim and Lee answer, Max leads them; all through the doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from addons.base import clock
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.chat.models import Message
from addons.tickets import enquiring, saying
from addons.tickets.models import (
    AgentProfile,
    Enquiry,
    ServicePolicy,
    Team,
    Ticket,
    TicketCategory,
)
from addons.tickets.states import Priority

QUESTION = {"subject": "Paid twice", "description": "Two charges.", "category": "payment"}


@pytest.fixture
def desk(db: None) -> Team:
    """One team, four hours for a first answer, eight for each other and a day in all, day and night."""
    ServicePolicy.objects.all().delete()
    TicketCategory.objects.get_or_create(slug="payment", defaults={"name": "Payment"})
    ServicePolicy.objects.create(
        name="All", first_response=240, next_response=480, resolution=1440, warn_percent=75
    )
    team, _is_new = Team.objects.get_or_create(name="Support")
    return team


def make_agent(name: str, team: Team, *, limit: int = 50, availability: str = "available") -> Any:
    person = make_person(name, roles=("support_agent",))
    profile = AgentProfile.objects.create(person=person, limit=limit, availability=availability)
    profile.teams.add(team)
    return person


@pytest.fixture
def alice(db: None) -> Any:
    return make_person("Alice")


@pytest.fixture
def bob(db: None) -> Any:
    return make_person("Bob")


@pytest.fixture
def kim(desk: Team) -> Any:
    return make_agent("Kim", desk)


@pytest.fixture
def lee(desk: Team) -> Any:
    return make_agent("Lee", desk)


@pytest.fixture
def max_(db: None) -> Any:
    return make_person("Max", roles=("support_manager",))


def ask(customer: Any, /, **more: Any) -> Ticket:
    return create(Ticket, actor=customer, data=QUESTION | more, via=Door.PORTAL)


def act(ticket: Ticket, transition: Any, actor: Any, /, **data: Any) -> Ticket:
    return perform(ticket, transition, actor=actor, data=data, via=Door.REST)


def write(ticket: Ticket, actor: Any, text: str = "Hello", **more: Any) -> Message:
    thread = saying.thread_of(ticket)
    assert thread is not None
    return saying.say(thread, actor=actor, text=text, via=Door.PORTAL, **more)


def again(ticket: Ticket) -> Ticket:
    return Ticket.objects.with_people().get(pk=ticket.pk)


@pytest.fixture
def ticket(kim: Any, alice: Any) -> Ticket:
    """Alice's question, on Kim's desk."""
    return ask(alice)


@pytest.fixture
def later() -> Callable[..., Any]:
    def later(**ahead: float) -> Any:
        return clock.travelled(timedelta(**ahead))

    return later


def clock_of(ticket: Ticket, target: str) -> Any:
    return ticket.clocks.filter(target=target).order_by("-pk").first()


def urgent() -> str:
    return Priority.URGENT.value


# --- enquiries -------------------------------------------------------------------------------


def write_to_us(customer: Any, text: str = "Are you open today?", **more: Any) -> Enquiry:
    """What the customer writes without a ticket; where it stands then."""
    message = enquiring.write(customer, via=Door.PORTAL, text=text, **more)
    return Enquiry.objects.with_people().get(pk=message.conversation.about_id)


def say(enquiry: Enquiry, actor: Any, text: str = "Hello", **more: Any) -> Message:
    talk = enquiring.talk_of(enquiry)
    return enquiring.say(talk, actor=actor, text=text, via=Door.PORTAL, **more)


def once_more(enquiry: Enquiry) -> Enquiry:
    return Enquiry.objects.with_people().get(pk=enquiry.pk)


@pytest.fixture
def enquiry(kim: Any, alice: Any) -> Enquiry:
    """Alice writes, and Kim is there."""
    return write_to_us(alice)
