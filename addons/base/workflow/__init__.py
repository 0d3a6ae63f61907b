"""Declaring flows. Performing them is in `doors`, which needs the models."""

from .actors import EVERY_DOOR, MACHINE_DOORS, SYSTEM_ONLY, Actor, Door, System, may
from .arguments import Arguments, RecordChoice
from .declare import Condition, Flow, SetOf, Transition, condition, extends, transition
from .errors import Conflict, DoorError, Forbidden, Invalid, NotFound, NotSignedIn, Refused
from .states import ANY, NEW, SAME, State, Tone

__all__ = [
    "ANY",
    "EVERY_DOOR",
    "MACHINE_DOORS",
    "NEW",
    "SAME",
    "SYSTEM_ONLY",
    "Actor",
    "Arguments",
    "Condition",
    "Conflict",
    "Door",
    "DoorError",
    "Flow",
    "Forbidden",
    "Invalid",
    "NotFound",
    "NotSignedIn",
    "RecordChoice",
    "Refused",
    "SetOf",
    "State",
    "System",
    "Tone",
    "Transition",
    "condition",
    "extends",
    "may",
    "transition",
]
