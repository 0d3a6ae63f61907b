"""How a ticket reads in the API, and its thread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from addons.base.points import INPUTS, RESOURCES, ROUTERS, Input, Resource
from addons.base.surfaces.shapes import Person
from addons.base.workflow import System
from addons.chat import points as chat

from . import api_desk, api_enquiries
from .api_notes import declare_notes
from .choices import MessagesField, RelatedField
from .models import Ticket
from .querysets import watches
from .related import describe_related
from .saying import say as say_in_thread
from .states import Target

__all__ = ["api_desk", "api_enquiries", "describe"]


class RelatedOut(Schema):
    type: str
    id: int | str


class SatisfactionOut(Schema):
    stars: int
    comment: str
    rated_at: datetime


class TicketOut(Schema):
    id: int
    number: str
    state: str
    state_label: str
    subject: str
    description: str
    category: str
    priority: str
    tags: list[str]
    source: str
    customer: Person
    agent: Person | None
    team: str | None
    related: RelatedOut | None
    first_response_due: datetime | None
    next_response_due: datetime | None
    resolution_due: datetime | None
    is_paused: bool
    is_late: bool
    first_responded_at: datetime | None
    summary: str | None
    resolution_type: str | None
    resolution_notes: str | None
    resolved_at: datetime | None
    closed_at: datetime | None
    closes_at: datetime | None
    satisfaction: SatisfactionOut | None
    escalated: bool
    merged_into: int | None
    follow_up_of: int | None
    created_at: datetime
    updated_at: datetime
    version: int


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.with_people().prefetch_related("clocks")


def describe(ticket: Ticket, actor: Any) -> dict[str, Any]:
    """The ticket as the actor may read it; what is the office's own is empty for its customer."""
    is_staff = isinstance(actor, System) or watches(actor)
    return {
        "id": ticket.pk,
        "number": ticket.number,
        "state": ticket.state,
        "state_label": ticket.state_label,
        "subject": ticket.subject,
        "description": ticket.description,
        "category": ticket.category.slug,
        "priority": ticket.priority,
        "tags": ticket.tags if is_staff else [],
        "source": ticket.source,
        "customer": person_of(ticket.customer),
        "agent": person_of(ticket.agent),
        "team": ticket.team.name if is_staff and ticket.team is not None else None,
        "related": describe_related(ticket),
        "summary": ticket.summary or None,
        "resolution_type": ticket.resolution_type or None,
        "resolution_notes": (ticket.resolution_notes or None) if is_staff else None,
        "resolved_at": ticket.resolved_at,
        "closed_at": ticket.closed_at,
        "closes_at": ticket.closes_at,
        "satisfaction": satisfaction_of(ticket),
        "escalated": ticket.escalated,
        "merged_into": ticket.merged_into_id,
        "follow_up_of": ticket.follow_up_of_id,
        "created_at": ticket.created_at,
        "updated_at": ticket.updated_at,
        "version": ticket.version,
        **targets_of(ticket),
    }


def targets_of(ticket: Ticket) -> dict[str, Any]:
    clocks = sorted(ticket.clocks.all(), key=lambda each: each.pk)
    last = {each.target: each for each in clocks}
    first, resolution = last.get(Target.FIRST_RESPONSE), last.get(Target.RESOLUTION)
    following = ticket.running_clock(Target.NEXT_RESPONSE)
    answered = [each for each in clocks if each.target == Target.FIRST_RESPONSE]
    return {
        "first_response_due": first.due_at if first else None,
        "next_response_due": following.due_at if following else None,
        "resolution_due": resolution.due_at if resolution else None,
        "is_paused": any(each.is_paused for each in clocks),
        "is_late": any(each.is_late for each in clocks),
        "first_responded_at": answered[0].stopped_at if answered else None,
    }


def person_of(user: Any) -> dict[str, Any] | None:
    return None if user is None else {"id": user.pk, "name": user.get_full_name()}


def satisfaction_of(ticket: Ticket) -> dict[str, Any] | None:
    if ticket.satisfaction is None:
        return None
    return {
        "stars": ticket.satisfaction,
        "comment": ticket.satisfaction_comment,
        "rated_at": ticket.satisfaction_at,
    }


RESOURCES.register(
    "support/tickets",
    Resource(
        model=Ticket,
        path="support/tickets",
        schema=TicketOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "priority": "priority",
            "category": "category__slug",
            "customer": "customer_id",
            "agent": "agent_id",
            "team": "team_id",
            "escalated": "escalated",
            "related_type": "related_type",
            "related_id": "related_id",
            "created_after": "created_at__gte",
            "created_before": "created_at__lt",
        },
        search=("subject", "description", "customer__name"),
        ordering=("-id", "id", "created_at", "-created_at", "updated_at", "-updated_at"),
        tag="Support",
    ),
)


# --- the related record, which JSON names by type and key ------------------------------------


def related_schema(field: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"type": {"type": "string"}, "id": {"type": ["integer", "string"]}},
        "required": ["type", "id"],
        "additionalProperties": False,
    }


def read_related(field: Any, value: Any) -> str:
    well = isinstance(value, dict) and set(value) == {"type", "id"}
    well = well and isinstance(value["type"], str) and type(value["id"]) in (int, str)
    if not well:
        raise ValidationError(say("Give an object with type and id."), code="invalid")
    return f"{value['type']}:{value['id']}"


def messages_schema(field: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "integer"}}


def read_messages(field: Any, value: Any) -> list[int]:
    if not isinstance(value, list) or any(type(key) is not int for key in value):
        raise ValidationError(say("Give a list of ids."), code="invalid")
    return value


INPUTS.register(Input(RelatedField, related_schema, read_related))
INPUTS.register(Input(MessagesField, messages_schema, read_messages))

# --- the thread ------------------------------------------------------------------------------

tickets = ROUTERS.register("support/tickets", Router(tags=["Support"]))

chat.declare_messages(
    tickets,
    Ticket,
    read="The thread, oldest first. Internal notes are there for staff and for nobody else.",
    write=(
        "Write to the other side or, as staff, an internal note. A customer's answer opens a "
        "resolved ticket again; what comes too late for that becomes a new ticket, linked to it."
    ),
    nobody_yet=_("Nothing can be written here yet."),
    speak=say_in_thread,
)
declare_notes(tickets)
