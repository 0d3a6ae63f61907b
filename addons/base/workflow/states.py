"""States, and the marks that stand for no state, any state and the same state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from django.utils.functional import Promise

Text = str | Promise


class Tone(StrEnum):
    """What a state or a button means to the eye; the theme and the console choose the colours."""

    NEUTRAL = "neutral"
    PENDING = "pending"
    ASSIGNED = "assigned"
    PROGRESS = "progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    DANGER = "danger"


@dataclass(frozen=True)
class State:
    """One state of a flow.

    `by_override`: an override may set it. `final`: nothing is expected to happen after it.
    `when_disabled`: the key of the state that rows move to when the addon that added it is off.
    `entered`: what brings a record here, for the empty lane of a board.
    """

    key: str
    label: Text
    tone: Tone = Tone.NEUTRAL
    by_override: bool = False
    final: bool = False
    when_disabled: str | None = None
    entered: Text = ""

    def __str__(self) -> str:
        return self.key


class Mark(Enum):
    """Not states: where a transition comes from or goes to when that is no single state."""

    NEW = "new"
    ANY = "any"
    SAME = "same"


NEW: Final = Mark.NEW
ANY: Final = Mark.ANY
SAME: Final = Mark.SAME
