from ..policies import ProvidersPolicy
from .calendar import DayOff, WorkingHours
from .portfolio import PortfolioImage
from .provider import Provider
from .service import ProviderItemPrice, ProviderService
from .standing import ProviderStanding
from .taken_time import QUARTER, TakenTime, TakenTimeQuerySet, quarters

__all__ = [
    "QUARTER",
    "DayOff",
    "PortfolioImage",
    "Provider",
    "ProviderItemPrice",
    "ProviderService",
    "ProviderStanding",
    "ProvidersPolicy",
    "TakenTime",
    "TakenTimeQuerySet",
    "WorkingHours",
    "quarters",
]
