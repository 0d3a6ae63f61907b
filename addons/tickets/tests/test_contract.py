"""Every actor in every state through every transition of a ticket."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.tickets.enquiry_flow import EnquiryFlow
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Enquiry, Ticket
from addons.tickets.saying import thread_of
from addons.tickets.tests.conftest import QUESTION, ask, write_to_us

AGENTS = {"agent", "manager", "administrator"}
WATCHES = {*AGENTS, "dispatcher"}
BOTH = {"customer", *AGENTS}


class People:
    """Whom each flow is tried with."""

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


class TestTicketFlow(People, FlowContract):
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
        TicketFlow.split: AGENTS,
        TicketFlow.follow: WATCHES,
        TicketFlow.unfollow: WATCHES,
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
        TicketFlow.split: lambda ticket, actors: {
            "messages": [thread_of(ticket).messages.get().pk],
            "subject": "Another matter",
        },
        TicketFlow.answer: {"message": 1},
        TicketFlow.warn: {"which": 1},
        TicketFlow.breach: {"which": 1},
        TicketFlow.retarget: {"reason": "Other hours"},
    }

    def fresh(self, actors: dict[str, Any]) -> Ticket:
        return ask(actors["customer"])


def other_of(actors: dict[str, Any]) -> Ticket:
    """Another ticket of the same customer."""
    asked = Ticket.objects.filter(customer=actors["customer"], subject="Another", state="open")
    return asked.first() or ask(actors["customer"], subject="Another")


class TestEnquiryFlow(People, FlowContract):
    model = Enquiry
    allowed = {
        EnquiryFlow.begin: {*WATCHES, "customer", "other_customer", "finance"},
        EnquiryFlow.assign: AGENTS,
        EnquiryFlow.release: AGENTS,
        EnquiryFlow.hear: BOTH,
        EnquiryFlow.answer: AGENTS,
        EnquiryFlow.convert: AGENTS,
        EnquiryFlow.link: AGENTS,
        EnquiryFlow.end: BOTH,
        EnquiryFlow.fall_silent: set(),
        EnquiryFlow.forget: set(),
    }
    data = {
        EnquiryFlow.begin: {"text": "Are you open today?"},
        EnquiryFlow.assign: lambda enquiry, actors: {"agent": actors["agent"].pk},
        EnquiryFlow.answer: {"message": 1},
        EnquiryFlow.convert: {"subject": "Opening hours", "category": "payment"},
        EnquiryFlow.link: lambda enquiry, actors: {"ticket": other_of(actors).pk},
    }

    def fresh(self, actors: dict[str, Any]) -> Enquiry:
        return write_to_us(actors["customer"])
