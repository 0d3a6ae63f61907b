"""States set by hand stay listed until somebody has looked at them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from .. import clock
from ..models.review import Review
from ..points import FLOWS
from .model import Event


def unreviewed_overrides(*, record_type: str | None = None) -> QuerySet[Event]:
    """Overrides that nobody has reviewed yet, oldest first."""
    types = list(FLOWS) if record_type is None else [record_type]
    found = Event._plain.filter(record_type__in=types, transition="override", review=None)
    return found.order_by("pk")


def review_override(event: Event, *, reviewer: Any) -> Review:
    """Somebody stands for the override; a second time changes nothing."""
    if event.transition != "override":
        raise ValueError(f"Event {event.pk} is no override.")
    if event.actor_id == reviewer.pk:
        raise ValueError("Somebody else has to look at it.")
    given = {"reviewed_by": reviewer, "reviewed_at": clock.now()}
    return Review.objects.get_or_create(event=event, defaults=given)[0]
