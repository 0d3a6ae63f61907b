"""A stand-in until events/reading is there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

from ..events.model import Event
from ..models.note import Note
from ..workflow.actors import may
from ..workflow.compose import flow_of


def person(user_id: int | None) -> dict[str, Any] | None:
    user = get_user_model()._default_manager.filter(pk=user_id).first() if user_id else None
    return {"id": user.pk, "name": str(user)} if user else None


def status_history(record: Any, actor: Any) -> list[dict[str, Any]]:
    rows = Event.objects.of(record).transitions().order_by("-sequence")
    return [
        {
            "id": e.pk,
            "previous_status": e.previous_state or None,
            "new_status": e.new_state,
            "transition": e.transition,
            "changed_by": person(e.actor_id),
            "changed_at": e.at,
            "notes": e.reason or None,
            "is_automated": e.automated,
            "via": e.via,
            "time_in_previous_status": None,
            "seconds_in_previous_status": e.seconds_in_previous_state,
        }
        for e in rows
    ]


def notes_of(record: Any, actor: Any) -> list[dict[str, Any]]:
    flow = flow_of(type(record)).flow
    rows = Note.objects.filter(record_type=record.record_type, record_id=str(record.pk))
    if not may(actor, flow.notes.get("internal", ""), record):
        rows = rows.filter(visible_to_client=True)
    return [describe_note(note, actor) for note in rows.order_by("-pk")]


def describe_note(note: Note, actor: Any) -> dict[str, Any]:
    return {
        "id": note.pk,
        "kind": note.kind,
        "text": note.text,
        "visible_to_client": note.visible_to_client,
        "created_by": person(note.created_by_id),
        "created_at": note.created_at,
    }
