"""Forgetting what a person wrote and where from, while the chain of every stream still holds."""

from __future__ import annotations

from django.db.models import QuerySet

from ..models.record import Record
from .model import Event


def erase_private(actor_id: int) -> int:
    """Blank reason, arguments and address of the person's events; says how many."""
    return _blank(Event._plain.filter(actor_id=actor_id))


def erase_stream(record: Record) -> int:
    """Blank them in all events of a record that is about the person, whoever acted."""
    stream = Event._plain.filter(record_type=record.record_type, record_id=str(record.pk))
    return _blank(stream)


def _blank(events: QuerySet[Event]) -> int:
    """Digest and hash stay. The salt goes too: with it somebody could still try guesses."""
    theirs = events.filter(erased=False)
    return theirs.update(reason="", arguments={}, address="", salt="", erased=True)
