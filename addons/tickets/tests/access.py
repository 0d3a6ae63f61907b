"""Who finds what of a ticket: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from addons.base.testing.access import STAFF, Cells, console_of, rest_of
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.tickets.models import (
    AgentProfile,
    Enquiry,
    ServiceCalendar,
    ServicePolicy,
    Team,
    Ticket,
    TicketCategory,
)

LEADS = {"administrator", "support_manager"}
WORKS = {*LEADS, "support_agent"}
WATCHES = {*WORKS, "dispatcher"}
TICKET = Cells("ticket", {"customer", *WATCHES})
ENQUIRY = Cells("enquiry", {"customer", *WATCHES})


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    team = Team.objects.create(name="Night shift")
    category = TicketCategory.objects.create(name="Lost things", slug="lost", team=team)
    calendar = ServiceCalendar.objects.create(name="Nights", hours="mon-sun 00:00-06:00")
    policy = ServicePolicy.objects.create(name="Lost", category=category, calendar=calendar)
    agent = AgentProfile.objects.create(person=people["support_agent"])
    question = {"subject": "A hat", "description": "Left behind.", "category": "lost"}
    return {
        "desk_team": team,
        "ticket_category": category,
        "service_calendar": calendar,
        "service_policy": policy,
        "desk_agent": agent,
        "ticket": create(Ticket, actor=people["customer"], data=question, via=Door.PORTAL),
        "enquiry": create(
            Enquiry, actor=people["customer"], data={"text": "Hello?"}, via=Door.PORTAL
        ),
    }


def set_up(prefix: str, thing: str) -> dict[str, Cells]:
    pages = ("edit", "history", "history-results", "usage")
    rows = {
        f"admin/tickets/{prefix}/{page}/<int:pk>/": Cells(thing, LEADS, knows=STAFF)
        for page in pages
    }
    # Switched off, never deleted.
    return {**rows, f"admin/tickets/{prefix}/delete/<int:pk>/": Cells(thing, set(), knows=STAFF)}


PAGES = {
    **rest_of("support/tickets", TICKET),
    "api/v1/support/tickets/<int:id>/messages/": TICKET,
    "api/v1/support/tickets/<int:id>/notes/": TICKET,
    "support/<int:pk>/": TICKET,
    "support/<int:pk>/chat/": TICKET,
    "support/<int:pk>/do/<slug:transition>/": Cells(
        "ticket", {"customer", *WORKS}, given={"transition": "close"}
    ),
    "support/<int:pk>/part/<slug:part>/": replace(TICKET, given={"part": "status"}),
    **console_of(
        "tickets/ticket",
        Cells("ticket", WATCHES, given={"state": "open", "transition": "assign"}),
        acts=WORKS,
        edits=WORKS,
        overrides=LEADS,
    ),
    **rest_of("support/enquiries", ENQUIRY),
    "api/v1/support/enquiries/<int:id>/messages/": ENQUIRY,
    "support/chat/<int:pk>/": ENQUIRY,
    "support/chat/<int:pk>/log/": ENQUIRY,
    "support/chat/<int:pk>/do/<slug:transition>/": Cells(
        "enquiry", {"customer", *WORKS}, given={"transition": "end"}
    ),
    "support/chat/<int:pk>/part/<slug:part>/": replace(ENQUIRY, given={"part": "status"}),
    **console_of(
        "tickets/enquiry",
        Cells("enquiry", WATCHES, given={"state": "open", "transition": "assign"}),
        acts=WORKS,
    ),
    **set_up("categories", "ticket_category"),
    **set_up("teams", "desk_team"),
    **set_up("calendars", "service_calendar"),
    **set_up("service-levels", "service_policy"),
    **set_up("agents", "desk_agent"),
}
TOPICS = {"tickets.ticket": TICKET, "tickets.enquiry": ENQUIRY}
