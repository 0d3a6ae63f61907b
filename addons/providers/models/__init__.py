from ..policies import ProvidersPolicy
from .calendar import DayOff, WorkingHours
from .portfolio import PortfolioImage
from .provider import Provider
from .service import ProviderItemPrice, ProviderService
from .standing import ProviderStanding

__all__ = [
    "DayOff",
    "PortfolioImage",
    "Provider",
    "ProviderItemPrice",
    "ProviderService",
    "ProviderStanding",
    "ProvidersPolicy",
    "WorkingHours",
]
