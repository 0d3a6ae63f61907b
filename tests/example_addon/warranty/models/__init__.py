from ..policies import WarrantyPolicy
from .claim import Claim

__all__ = ["Claim", "WarrantyPolicy"]
