"""What is kept of the two sides of a consultation, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import ConsultationFlow
from .models import ConsultantNote, Consultation
from .states import ACCEPTED, REQUESTED

PRIVACY = System("privacy")
WORDS = ("rating_comment", "end_note")


def consultations_of(user: Any) -> Iterator[dict[str, Any]]:
    mine = Consultation.objects.of_person(user).select_related("category", "provider")
    for consultation in mine.order_by("pk"):
        is_customer = consultation.customer_id == user.pk
        yield {
            "number": str(consultation),
            "state": consultation.state,
            "about": consultation.category.name,
            "with": consultation.provider.display_name if is_customer else None,
            "asked_at": consultation.created_at,
            "started_at": consultation.started_at,
            "ended_at": consultation.ended_at,
            "end_reason": consultation.end_reason,
            "seconds": consultation.duration_s,
            "cost": consultation.cost,
            "stars": consultation.rating_stars if is_customer else None,
            "comment": consultation.rating_comment if is_customer else None,
        }


def forget_consultations(user: Any) -> None:
    """What waits is withdrawn, what runs ends; the customer's words go, stars and money stay."""
    mine = Consultation.objects.of_customer(user)
    for consultation in mine.filter(state__in=(REQUESTED, ACCEPTED)):
        perform(consultation, ConsultationFlow.withdraw, actor=PRIVACY, via=Door.COMMAND)
    for consultation in mine.active():
        data = {"note": ""}
        perform(consultation, ConsultationFlow.end, actor=PRIVACY, data=data, via=Door.COMMAND)
    for consultation in mine:
        perform(consultation, ConsultationFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        consultation.history.all().update(**dict.fromkeys(WORDS, ""))
        erase_stream(consultation)


def notes_of(user: Any) -> Iterator[dict[str, Any]]:
    """A consultant's own notes; what they wrote of others is theirs, and goes with either."""
    for note in ConsultantNote.objects.filter(provider__user=user).order_by("pk"):
        yield {"customer": note.customer_id, "text": note.text, "changed_at": note.changed_at}
    for note in ConsultantNote.objects.filter(customer=user).order_by("pk"):
        yield {"about_you": note.text, "changed_at": note.changed_at}


def forget_notes(user: Any) -> None:
    ConsultantNote.objects.filter(customer=user).delete()
    ConsultantNote.objects.filter(provider__user=user).delete()


LABEL, NOTE = "consultations.Consultation", "consultations.ConsultantNote"
PERSONAL.register(LABEL, Personal(LABEL, consultations_of, forget_consultations))
PERSONAL.register(NOTE, Personal(NOTE, notes_of, forget_notes))
