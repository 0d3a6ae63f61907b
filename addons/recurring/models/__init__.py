from ..policies import RecurringPolicy
from .occurrence import Occurrence
from .series import Series

__all__ = ["Occurrence", "RecurringPolicy", "Series"]
