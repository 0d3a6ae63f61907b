"""How long a booked talk may be, and when it may begin."""

from __future__ import annotations

from datetime import datetime
from typing import Final

LENGTHS: Final = (15, 30, 45, 60)


def is_on_the_quarter(at: datetime) -> bool:
    return at.minute % 15 == 0 and not at.second and not at.microsecond
