"""What a follow-up is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .actors import Actor, Door
from .declare import Transition

if TYPE_CHECKING:
    from ..models import Event
    from .write import Deed, Head


@dataclass(frozen=True)
class Change:
    """A transition that has just been written: who did what with which arguments."""

    event: Event
    transition: Transition
    actor: Actor
    via: Door
    previous_state: str
    arguments: dict[str, Any]
    reason: str

    @classmethod
    def of(cls, event: Event, spec: Transition, deed: Deed, head: Head | None) -> Change:
        return cls(
            event=event,
            transition=spec,
            actor=deed.actor,
            via=deed.via,
            previous_state=head.state if head else "",
            arguments=deed.arguments,
            reason=deed.reason,
        )
