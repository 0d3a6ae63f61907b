from ..events.model import EffectRun, Event
from .attachment import Attachment
from .clock import ClockOffset
from .integrity_check import IntegrityCheck
from .known_state import KnownState
from .note import Note
from .record import Record, RecordQuerySet
from .review import Review
from .saved_view import ChosenColumns, SavedView
from .schedule_run import ScheduleRun
from .sent_request import SentRequest

__all__ = [
    "Attachment",
    "ChosenColumns",
    "ClockOffset",
    "EffectRun",
    "Event",
    "IntegrityCheck",
    "KnownState",
    "Note",
    "Record",
    "RecordQuerySet",
    "Review",
    "SavedView",
    "ScheduleRun",
    "SentRequest",
]
