"""What is kept of people at the desk, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .enquiry_flow import EnquiryFlow
from .flow import TicketFlow
from .models import AgentProfile, Clock, Enquiry, Follower, Team, Ticket
from .states import Availability

PRIVACY = System("privacy")
# The office's own notes are not the customer's to have, nor do they outlive them.
SHOWN = ("subject", "description", "summary", "satisfaction_comment")
ERASED = (*SHOWN, "resolution_notes")


def tickets_of(user: Any) -> Iterator[dict[str, Any]]:
    for ticket in Ticket.objects.filter(customer=user).select_related("category").order_by("pk"):
        yield {
            "number": ticket.number,
            "state": ticket.state,
            "category": ticket.category.name,
            "priority": ticket.priority,
            "created_at": ticket.created_at,
            "satisfaction": ticket.satisfaction,
            **{name: getattr(ticket, name) for name in SHOWN},
            "earlier": list(ticket.history.values("history_date", "subject", "description")),
        }


def forget_tickets(user: Any) -> None:
    """What was asked and answered is said no more; that there was a ticket stays."""
    mine = Ticket.objects.filter(customer=user)
    for ticket in mine.under_way():
        perform(ticket, TicketFlow.close, actor=PRIVACY, data={}, via=Door.COMMAND)
    for ticket in mine:
        fresh = perform(ticket, TicketFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        ticket.history.all().update(**{name: getattr(fresh, name) for name in ERASED})
        erase_stream(ticket)


def enquiries_of(user: Any) -> Iterator[dict[str, Any]]:
    for enquiry in Enquiry.objects.of_customer(user).order_by("pk"):
        yield {
            "number": enquiry.number,
            "state": enquiry.state,
            "opening": enquiry.opening,
            "ticket": str(enquiry.ticket or ""),
            "created_at": enquiry.created_at,
        }


def forget_enquiries(user: Any) -> None:
    """How it began is said no more; that there was one stays."""
    mine = Enquiry.objects.of_customer(user)
    for enquiry in mine.going_on():
        perform(enquiry, EnquiryFlow.end, actor=PRIVACY, via=Door.COMMAND)
    for enquiry in mine:
        perform(enquiry, EnquiryFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        enquiry.history.all().update(opening="")
        erase_stream(enquiry)


def followed_by(user: Any) -> Iterator[dict[str, Any]]:
    for follower in Follower.objects.filter(person=user):
        yield {"ticket": follower.ticket_id}


def follow_no_more(user: Any) -> None:
    Follower.objects.filter(person=user).delete()


def places_of(user: Any) -> Iterator[dict[str, Any]]:
    for profile in AgentProfile.objects.filter(person=user):
        yield {
            "teams": [team.name for team in profile.teams.all()],
            "availability": profile.availability,
            "limit": profile.limit,
        }


def leave_the_desk(user: Any) -> None:
    """They get nothing more; what they had goes back to the queue with the next sweep."""
    AgentProfile.objects.filter(person=user).update(availability=Availability.AWAY)


def targets_of(user: Any) -> Iterator[dict[str, Any]]:
    for each in Clock.objects.filter(breached_agent=user).order_by("pk"):
        yield {"ticket": each.ticket_id, "target": each.target, "missed_at": each.breached_at}


def forget_targets(user: Any) -> None:
    """Whose desk it was is no name, only a key, which the books keep."""


def teams_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from Team.objects.filter(lead=user).values("name")


def lead_no_more(user: Any) -> None:
    Team.objects.filter(lead=user).update(lead=None)


for name, export, erase in (
    ("tickets.Ticket", tickets_of, forget_tickets),
    ("tickets.Enquiry", enquiries_of, forget_enquiries),
    ("tickets.Follower", followed_by, follow_no_more),
    ("tickets.AgentProfile", places_of, leave_the_desk),
    ("tickets.Clock", targets_of, forget_targets),
    ("tickets.Team", teams_of, lead_no_more),
):
    PERSONAL.register(name, Personal(name, export, erase))
