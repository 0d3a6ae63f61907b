"""Numbers without gaps: one counter row per series and year, taken in the issuer's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from .models.counter import Counter
from .models.kinds import PREFIXES


@dataclass(frozen=True)
class Number:
    """The n-th document of its kind in the year: INV-2026-000001."""

    kind: str
    year: int
    sequence: int

    def __str__(self) -> str:
        return f"{PREFIXES[self.kind]}-{self.year}-{self.sequence:06d}"


def next_number(kind: str, at: datetime) -> Number:
    """The next of the series. Whoever else wants one waits until this transaction has ended."""
    if not connection.in_atomic_block:
        raise RuntimeError(
            "A number is taken in the transaction that uses it, or it would be lost."
        )
    year = timezone.localdate(at, ZoneInfo(settings.TIME_ZONE)).year
    return Number(kind, year, take(kind, year))


def take(kind: str, year: int) -> int:
    """Count one further. The UPDATE locks the row; rolled back, the number is the next one's."""
    row = Counter.objects.filter(kind=kind, year=year)
    if not row.update(last=F("last") + 1):
        Counter.objects.get_or_create(kind=kind, year=year)
        row.update(last=F("last") + 1)
    return row.values_list("last", flat=True).get()
