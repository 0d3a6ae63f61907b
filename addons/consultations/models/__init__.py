from ..policies import ConsultationsPolicy
from .consultation import Consultation
from .meter import Gap, Meter, Slice
from .note import ConsultantNote
from .rate import ConsultationRate

__all__ = [
    "ConsultantNote",
    "Consultation",
    "ConsultationRate",
    "ConsultationsPolicy",
    "Gap",
    "Meter",
    "Slice",
]
