"""Which states were ever declared, so that rows of an addon that is off find a way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override as in_language

from ..events.model import Kind
from ..models.known_state import KnownState
from ..points import FLOWS
from .actors import Actor, Door, System
from .compose import ComposedFlow
from .steps import lock
from .unit import unit_of_work
from .write import Deed, head_of, write

RELOCATE = System("relocate")


def remember() -> None:
    """Write down every state of every flow with the way out of it. Those of old stay."""
    with in_language(None):
        declared = [
            KnownState(
                record_type=flow.label,
                key=state.key,
                label=str(state.label),
                addon=flow.state_addons[state.key],
                when_disabled=state.when_disabled,
            )
            for flow in FLOWS.values()
            for state in flow.states.values()
        ]
    KnownState.objects.bulk_create(
        declared,
        update_conflicts=True,
        unique_fields=["record_type", "key"],
        update_fields=["label", "addon", "when_disabled"],
    )


@dataclass(frozen=True)
class Unknown:
    """Rows in a state that no enabled addon declares, and where they should go."""

    flow: ComposedFlow
    state: str
    rows: int
    target: str | None

    def __str__(self) -> str:
        way_out = "manage.py relocate" + ("" if self.target else f" --from {self.state} --to STATE")
        return (
            f"{self.rows} rows of {self.flow.label} are in the state {self.state!r}, which no "
            f"enabled addon knows. Move them with `{way_out}`, or switch its addon on again."
        )


def unknown_states() -> Iterator[Unknown]:
    for flow in FLOWS.values():
        strange = flow.model._plain.exclude(state__in=flow.states)
        for state, rows in strange.values_list("state").annotate(Count("pk")).order_by("state"):
            yield Unknown(flow, state, rows, way_out_of(flow, state))


def way_out_of(flow: ComposedFlow, state: str) -> str | None:
    """The state to move to: what the state's addon said, and further if that is gone too."""
    known = KnownState.objects.filter(record_type=flow.label)
    ways: dict[str, str | None] = dict(known.values_list("key", "when_disabled"))
    passed = set()
    target: str | None = state
    while target is not None and target not in flow.states and target not in passed:
        passed.add(target)
        target = ways.get(target)
    return target if target in flow.states else None


def refuse_unknown() -> None:
    """Raise if rows are in a state that nobody knows: what is drawn of them would be wrong."""
    sentences = [str(unknown) for unknown in unknown_states()]
    if sentences:
        raise ImproperlyConfigured(" ".join(sentences))


def relocate(flow: ComposedFlow, *, source: str, target: str, actor: Actor = RELOCATE) -> int:
    """Move every row from an unknown state to a known one; returns how many. No body runs."""
    if source in flow.states or target not in flow.states:
        raise ValueError(
            f"{flow.label}: from an unknown state to a known one, not {source} → {target}."
        )
    moved = 0
    for record in flow.model._plain.filter(state=source).order_by("pk").iterator():
        move = partial(_move, flow, record, source=source, target=target, actor=actor)
        moved += unit_of_work(move)
    return moved


def _move(flow: ComposedFlow, record: Any, *, source: str, target: str, actor: Actor) -> int:
    fresh = lock(record, actor=RELOCATE)
    if fresh.state != source:
        return 0
    head = head_of(fresh)
    fresh.__dict__["state"] = target
    reason = str(_("The addon that knew the state “%s” is off.") % source)
    write(fresh, head, Deed(Kind.MENDED, actor, Door.COMMAND, "relocate", reason), flow=flow)
    return 1
