"""What a follow-up is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .actors import Actor, Door
from .declare import Transition

if TYPE_CHECKING:
    from ..models import Event


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
