"""What jobs hang on others: the time they take from providers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from addons.providers.points import BUSY

from .models import Occupied


def occupied_quarters(start: datetime, end: datetime) -> QuerySet[Any]:
    return Occupied.objects.between(start, end)


BUSY.register("jobs", occupied_quarters)
