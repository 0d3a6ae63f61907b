from .parcel import Parcel
from .slip import Slip

__all__ = ["Parcel", "Slip"]
