from ..events.model import EffectRun, Event
from .attachment import Attachment
from .clock import ClockOffset
from .known_state import KnownState
from .note import Note
from .record import Record, RecordQuerySet
from .review import Review
from .schedule_run import ScheduleRun
from .sent_request import SentRequest

__all__ = [
    "Attachment",
    "ClockOffset",
    "EffectRun",
    "Event",
    "KnownState",
    "Note",
    "Record",
    "RecordQuerySet",
    "Review",
    "ScheduleRun",
    "SentRequest",
]
