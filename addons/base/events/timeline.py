"""The timeline of a record: transitions, edits and notes in one stream, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext_lazy as _

from ..models.note import Note
from ..models.record import Record
from ..workflow.actors import Actor
from ..workflow.states import Text
from .model import Event, Kind
from .reading import Reach, Reader, names_of, readable_notes, reader

# What a moment is made of; whole events take several times as long to read.
READ = (
    "kind",
    "transition",
    "previous_state",
    "new_state",
    "actor_id",
    "automated",
    "via",
    "reason",
    "arguments",
    "at",
)


@dataclass(frozen=True)
class Difference:
    """One field before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Moment:
    """One thing that happened. `internal`: the other side does not see it. `state`: where it led,
    if it led anywhere."""

    id: int
    kind: str
    title: Text
    at: datetime
    actor: str
    automated: bool
    via: str
    icon: str = "clock-history"
    tone: str = ""
    state: Text = ""
    note: str = ""
    internal: bool = False
    differences: tuple[Difference, ...] = ()


def timeline(record: Record, actor: Actor, *, most: int | None = None) -> list[Moment]:
    """What happened to the record as far as the actor may read it, newest first; at most so many.

    Messages are left out: a conversation has a page of its own.
    """
    reading = reader(record, actor)
    events = list(reading.events().exclude(kind=Kind.MESSAGE).only(*READ)[:most])
    names = names_of(event.actor_id for event in events)
    notes = {note.pk: note for note in readable_notes(reading)}
    moments = (_moment(reading, event, names, notes) for event in events)
    return [moment for moment in moments if moment is not None]


def _moment(
    reading: Reader, event: Event, names: dict[int, str], notes: dict[int, Note]
) -> Moment | None:
    shared = {
        "id": event.pk,
        "kind": event.kind,
        "at": event.at,
        "actor": names.get(event.actor_id or 0, ""),
        "automated": event.automated,
        "via": event.via,
    }
    if event.kind == Kind.NOTE:
        return _of_note(shared, notes.get(event.arguments.get("note", 0)))
    if event.kind == Kind.EDITED:
        return _of_edit(shared, reading, event)
    return _of_transition(shared, reading, event)


def _of_transition(shared: dict[str, Any], reading: Reader, event: Event) -> Moment:
    spec = reading.spec_of(event)
    state = reading.states.get(event.new_state)
    moved = event.new_state != event.previous_state
    return Moment(
        **shared,
        title=reading.words_for(event),
        icon=(spec.icon if spec else "") or Moment.icon,
        tone=state.tone.value if state else "",
        state=reading.state_labels.get(event.new_state, "") if moved else "",
        note=event.reason if reading.reads_reason(event) else "",
    )


def _of_edit(shared: dict[str, Any], reading: Reader, event: Event) -> Moment | None:
    if reading.reach is not Reach.ALL and not reading.did(event):
        return None
    differences = tuple(
        Difference(_label(reading.record, name), str(before), str(after))
        for name, (before, after) in event.arguments.items()
    )
    return Moment(**shared, title=_("Changed"), icon="pencil", differences=differences)


def _of_note(shared: dict[str, Any], note: Note | None) -> Moment | None:
    if note is None:
        return None
    return Moment(
        **shared,
        title=_("Note"),
        icon="chat-left-text",
        note=note.text,
        internal=not note.visible_to_client,
    )


def _label(record: Record, name: str) -> str:
    try:
        return str(getattr(record._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name  # it was renamed or went away since
