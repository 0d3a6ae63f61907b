"""Reading what happened to a record, each reader as far as they may.

Who holds the flow's `history_permission` reads everything. Who holds its `party_permission` reads
every transition in the party's words, with the reasons that are their own or that the transition
shares. Everybody else reads their own deeds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from ..models.naming import only_names
from ..models.note import Note
from ..models.record import Record
from ..workflow.actors import Actor, may
from ..workflow.compose import flow_of
from ..workflow.declare import Transition
from ..workflow.states import State
from .model import Event, EventQuerySet

# Changes of state that no flow declares.
OTHER_WORDS = {"override": _("Set by hand"), "relocate": _("Moved from a state that is gone")}


class Reach(Enum):
    """How much of a record's history somebody reads."""

    ALL = "all"
    PARTY = "party"
    OWN = "own"


def reach_of(record: Record, actor: Actor) -> Reach:
    flow = flow_of(type(record)).flow
    if may(actor, flow.history_permission, record):
        return Reach.ALL
    return Reach.PARTY if may(actor, flow.party_permission, record) else Reach.OWN


@dataclass(frozen=True)
class Reader:
    """One person looking at one record."""

    record: Record
    actor: Actor
    reach: Reach

    def events(self) -> EventQuerySet:
        events = Event.objects.of(self.record).order_by("-sequence")
        return events.filter(actor_id=self.actor.pk) if self.reach is Reach.OWN else events

    def reads_reason(self, event: Event) -> bool:
        if self.reach is Reach.ALL or self.did(event):
            return True
        spec = self.spec_of(event)
        return self.reach is Reach.PARTY and spec is not None and spec.shares_reason

    def did(self, event: Event) -> bool:
        return self.actor.pk is not None and event.actor_id == self.actor.pk

    @property
    def states(self) -> dict[str, State]:
        return flow_of(type(self.record)).states

    @cached_property
    def state_labels(self) -> dict[str, str]:
        """What the states are called, translated once for all events."""
        return {key: str(state.label) for key, state in self.states.items()}

    def spec_of(self, event: Event) -> Transition | None:
        return flow_of(type(self.record)).transitions.get(event.transition)

    def words_for(self, event: Event) -> str:
        """What happened: in the party's words for the party, else as the button was called."""
        spec = self.spec_of(event)
        if spec is None:
            # Of an addon that is off only the name is left.
            return str(OTHER_WORDS.get(event.transition) or _readable(event.transition))
        plain = spec.customer_label if self.reach is not Reach.ALL else ""
        return str(plain or spec.label)


def _readable(name: str) -> str:
    return name.replace("_", " ").capitalize()


def reader(record: Record, actor: Actor) -> Reader:
    return Reader(record, actor, reach_of(record, actor))


# --- status history ----------------------------------------------------------------------------


# What is shown of each; reading whole events takes several times as long.
HISTORY_COLUMNS = (
    "pk",
    "transition",
    "previous_state",
    "new_state",
    "seconds_in_previous_state",
    "actor_id",
    "at",
    "reason",
    "automated",
    "via",
)


def status_history(record: Record, actor: Actor) -> list[dict[str, Any]]:
    """The record's states, newest first, as the API shows them."""
    reading = reader(record, actor)
    events = list(reading.events().transitions().values_list(*HISTORY_COLUMNS, named=True))
    names = names_of(event.actor_id for event in events)
    return [_history_row(reading, event, names) for event in events]


def _history_row(reading: Reader, event: Any, names: dict[int, str]) -> dict[str, Any]:
    seconds = event.seconds_in_previous_state if event.previous_state else None
    return {
        "id": event.pk,
        "previous_status": event.previous_state or None,
        "new_status": event.new_state,
        "new_status_label": reading.state_labels.get(event.new_state, event.new_state),
        "transition": event.transition,
        "label": reading.words_for(event),
        "changed_by": person(event.actor_id, names),
        "changed_at": event.at,
        "notes": (event.reason or None) if reading.reads_reason(event) else None,
        "is_automated": event.automated,
        "via": event.via,
        "time_in_previous_status": None if seconds is None else duration(seconds),
        "seconds_in_previous_status": seconds,
    }


def duration(seconds: int) -> str:
    """Two units are enough: 2h 30m. The same in every language, as clients read it."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, rest = divmod(rest, 60)
    parts = [
        f"{n}{unit}" for n, unit in zip((days, hours, minutes, rest), "dhms", strict=True) if n
    ]
    return " ".join(parts[:2]) or "0s"


# --- notes -------------------------------------------------------------------------------------


def notes_of(record: Record, actor: Actor) -> list[dict[str, Any]]:
    """The remarks that the actor may read, newest first."""
    notes = list(readable_notes(reader(record, actor)).order_by("-created_at", "-pk"))
    names = names_of(note.created_by_id for note in notes)
    return [describe_note(note, names) for note in notes]


def describe_note(note: Note, names: dict[int, str] | None = None) -> dict[str, Any]:
    names = names_of([note.created_by_id]) if names is None else names
    return {
        "id": note.pk,
        "kind": note.kind,
        "text": note.text,
        "visible_to_client": note.visible_to_client,
        "created_by": person(note.created_by_id, names),
        "created_at": note.created_at,
        "updated_at": note.updated_at,
    }


def readable_notes(reading: Reader) -> QuerySet[Note]:
    record, actor = reading.record, reading.actor
    notes = Note.objects.filter(record_type=record.record_type, record_id=str(record.pk))
    writes_internal = may(actor, flow_of(type(record)).flow.notes.get("internal", ""), record)
    if reading.reach is Reach.ALL or writes_internal:
        return notes
    own = Q(created_by_id=actor.pk) if actor.pk is not None else Q(pk=None)
    return notes.filter(own | Q(visible_to_client=True) if reading.reach is Reach.PARTY else own)


# --- names -------------------------------------------------------------------------------------


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people by id, in one query."""
    people = only_names(get_user_model()._base_manager.all())
    found = people.in_bulk({pk for pk in ids if pk is not None})
    return {pk: _name(user) for pk, user in found.items()}


def _name(user: Any) -> str:
    return user.get_full_name() or say("Somebody")


def person(pk: int | None, names: dict[int, str] | None = None) -> dict[str, Any] | None:
    """How a person stands in JSON; nobody is null."""
    if pk is None:
        return None
    names = names_of([pk]) if names is None else names
    return {"id": pk, "name": names.get(pk) or say("Somebody")}
