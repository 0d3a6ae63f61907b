from ..events.model import EffectRun, Event
from .attachment import Attachment
from .clock import ClockOffset
from .note import Note
from .record import Record, RecordQuerySet

__all__ = [
    "Attachment",
    "ClockOffset",
    "EffectRun",
    "Event",
    "Note",
    "Record",
    "RecordQuerySet",
]
