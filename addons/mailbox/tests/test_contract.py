"""Every actor in every state through every transition of a mail, and of a ticket that came by one."""

from __future__ import annotations

from itertools import count

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create
from addons.mailbox.extends.tickets_ticket import TicketByMail
from addons.mailbox.flow import MailFlow
from addons.mailbox.models import IncomingMail
from addons.tickets.models import Ticket
from addons.tickets.saying import thread_of
from addons.tickets.tests.conftest import ask

WORKS = {"support_agent", "support_manager", "administrator"}
NUMBERS = count(1)


def received():
    number = next(NUMBERS)
    return {
        "digest": f"{number:064}",
        "raw": f"mail/{number}.eml",
        "size": 10,
        "sender": "alice@example.com",
        "return_path": "alice@example.com",
        "recipients": ["support@example.com"],
        "subject": "My tap",
    }


def of_a_ticket(mail, actors):
    ticket = ask(actors["customer"])
    message = thread_of(ticket).messages.get()
    return {"ticket": ticket.pk, "message": message.pk, "person": actors["customer"].pk}


def people(alice):
    roles = ("support_agent", "support_manager", "dispatcher", "administrator")
    staff = {role: make_person(role, roles=(role,)) for role in roles}
    return staff | {"nobody": AnonymousUser(), "customer": alice}


class TestMailFlow(FlowContract):
    model = IncomingMail
    allowed = {
        MailFlow.receive: set(),
        MailFlow.take: set(),
        MailFlow.note_bounce: set(),
        MailFlow.drop: set(),
        MailFlow.hold: set(),
        MailFlow.fail: set(),
        MailFlow.admit: WORKS,
        MailFlow.retry: WORKS,
        MailFlow.leave: WORKS,
        MailFlow.clear: set(),
        MailFlow.forget: set(),
    }
    data = {
        MailFlow.receive: lambda mail, actors: received(),
        MailFlow.take: of_a_ticket,
        MailFlow.note_bounce: {"delivery": 7, "ticket": "", "remark": "5.1.1"},
        MailFlow.drop: {"why": "automatic"},
        MailFlow.hold: {"why": "stranger"},
        MailFlow.fail: {"why": "broken"},
    }

    @pytest.fixture
    def actors(self, alice, desk):
        return people(alice)

    def fresh(self, actors):
        return create(IncomingMail, actor=System("test"), data=received(), via=Door.MAIL)


class TestTicketByMail(FlowContract):
    model = Ticket
    addon = "mailbox"
    allowed = {TicketByMail.come_by_mail: set()}

    @pytest.fixture
    def actors(self, alice, desk):
        return people(alice)

    def fresh(self, actors):
        return ask(actors["customer"])
