"""Every actor in every state through every transition of a ticket."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Ticket
from addons.tickets.tests.conftest import QUESTION, ask

AGENTS = {"agent", "manager", "administrator"}
WATCHES = {*AGENTS, "dispatcher"}
BOTH = {"customer", *AGENTS}


class TestTicketFlow(FlowContract):
    model = Ticket
    allowed = {
        TicketFlow.submit: {*WATCHES, "customer", "other_customer", "finance"},
        TicketFlow.assign: AGENTS,
        TicketFlow.start: AGENTS,
        TicketFlow.wait: AGENTS,
        TicketFlow.reply: BOTH,
        TicketFlow.resolve: AGENTS,
        TicketFlow.close: BOTH,
        TicketFlow.reopen: BOTH,
        TicketFlow.rate: {"customer"},
        TicketFlow.escalate: AGENTS,
        TicketFlow.release: AGENTS,
        TicketFlow.set_priority: AGENTS,
        TicketFlow.set_category: AGENTS,
        TicketFlow.tag: AGENTS,
        TicketFlow.link: AGENTS,
        TicketFlow.merge: AGENTS,
        TicketFlow.hear: BOTH,
        TicketFlow.answer: WATCHES,
        TicketFlow.fall_silent: set(),
        TicketFlow.warn: set(),
        TicketFlow.breach: set(),
        TicketFlow.retarget: set(),
        TicketFlow.forget: set(),
    }
    data = {
        TicketFlow.submit: QUESTION,
        TicketFlow.assign: lambda ticket, actors: {"agent": actors["agent"].pk},
        TicketFlow.resolve: {"summary": "Paid back", "resolution_type": "solved"},
        TicketFlow.rate: {"stars": 4},
        TicketFlow.escalate: lambda ticket, actors: {
            "to": actors["manager"].pk,
            "reason": "Too hard",
        },
        TicketFlow.set_priority: {"priority": "high"},
        TicketFlow.set_category: {"category": "payment"},
        TicketFlow.tag: {"tags": "refund, angry"},
        TicketFlow.link: lambda ticket, actors: {"ticket": other_of(actors).pk},
        TicketFlow.merge: lambda ticket, actors: {"into": other_of(actors).pk},
        TicketFlow.answer: {"message": 1},
        TicketFlow.warn: {"which": 1},
        TicketFlow.breach: {"which": 1},
        TicketFlow.retarget: {"reason": "Other hours"},
    }

    @pytest.fixture
    def actors(self, alice, bob, desk):
        roles = {
            "agent": "support_agent",
            "manager": "support_manager",
            "dispatcher": "dispatcher",
            "finance": "finance",
            "administrator": "administrator",
        }
        staff = {name: make_person(name, roles=(role,)) for name, role in roles.items()}
        people = {"nobody": AnonymousUser(), "customer": alice, "other_customer": bob}
        return {**people, **staff}

    def fresh(self, actors: dict[str, Any]) -> Ticket:
        return ask(actors["customer"])


def other_of(actors: dict[str, Any]) -> Ticket:
    """Another ticket of the same customer."""
    asked = Ticket.objects.filter(customer=actors["customer"], subject="Another", state="open")
    return asked.first() or ask(actors["customer"], subject="Another")
