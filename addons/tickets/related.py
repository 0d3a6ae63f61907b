"""The record that a ticket belongs to, of whatever type, read as the reader may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from addons.base.live.topics import key_of
from addons.base.points import FLOWS

if TYPE_CHECKING:
    from addons.base.models import Record

    from .models import Ticket


def related_record(ticket: Ticket, actor: Any) -> Record | None:
    """It, if the actor may see it and its addon is on."""
    flow = FLOWS.get(ticket.related_type) if ticket.related_type else None
    if flow is None:
        return None
    pk = key_of(flow.model, ticket.related_id)
    found: Record | None = flow.model.objects.visible_to(actor).filter(pk=pk).first()
    return found


def describe_related(ticket: Ticket) -> dict[str, Any] | None:
    """Type and key as the API gives them; a number where the record's own key is one."""
    if not ticket.related_type:
        return None
    flow = FLOWS.get(ticket.related_type)
    key: Any = ticket.related_id
    if flow is not None:
        pk = key_of(flow.model, key)
        key = pk if isinstance(pk, int) else key
    return {"type": ticket.related_type, "id": key}
