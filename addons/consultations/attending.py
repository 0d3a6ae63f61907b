"""A page that somebody opens shows that they are there, also where no script keeps a socket."""

from __future__ import annotations

from typing import Any

from .closing import look_at
from .heartbeats import note_one
from .models import Consultation
from .watching import start


def attend(consultation: Consultation, reader: Any) -> Consultation:
    """The side is heard; what that brings about has happened in the consultation that comes back."""
    side = consultation.side_of(reader)
    if not side or consultation.is_over or not has_meter(consultation):
        return consultation
    heard = note_one(consultation, side)
    for key in heard.ready:
        start(key)
    look_at([consultation.pk])
    fresh: Consultation = Consultation.objects.with_people().with_meter().get(pk=consultation.pk)
    return fresh


def has_meter(consultation: Consultation) -> bool:
    """From the yes on."""
    return hasattr(consultation, "meter")
