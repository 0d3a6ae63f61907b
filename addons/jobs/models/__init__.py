from .job import Job, Side, number_of
from .occupied import Occupied
from .offer import Offer
from .position import LastPosition, TrackPoint
from .search import CustomerSearch
from .work_session import WorkSession

__all__ = [
    "CustomerSearch",
    "Job",
    "LastPosition",
    "Occupied",
    "Offer",
    "Side",
    "TrackPoint",
    "WorkSession",
    "number_of",
]
