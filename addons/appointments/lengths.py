"""How long a booked talk may be, and the quarter hours it takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

LENGTHS: Final = (15, 30, 45, 60)
QUARTER: Final = timedelta(minutes=15)


def is_on_the_quarter(at: datetime) -> bool:
    return at.minute % 15 == 0 and not at.second and not at.microsecond


def quarters(start: datetime, minutes: int) -> Iterator[datetime]:
    """The quarter hours from a full one on."""
    for number in range(minutes // 15):
        yield start + number * QUARTER
