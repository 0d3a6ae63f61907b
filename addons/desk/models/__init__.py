from ..policies import DeskPolicy
from .draft import Draft
from .held import HeldReply
from .macro import Macro, MacroStep
from .preference import DeskPreference
from .shared import CannedReply, Shared

__all__ = [
    "CannedReply",
    "DeskPolicy",
    "DeskPreference",
    "Draft",
    "HeldReply",
    "Macro",
    "MacroStep",
    "Shared",
]
