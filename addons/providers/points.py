"""What other addons may tell providers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from addons.base.registry import Registry

BUSY: Registry[Callable[[datetime, datetime], QuerySet[Any]]] = Registry(
    "busy time",
    "`slots.py`: what takes providers' time. `rows(start, end)` is a queryset with the columns "
    "`provider_id` and `quarter`, one row per started quarter hour that touches the span, in UTC. "
    "Asked for free starts and next slots (in batch) and by a search for a time; never evaluated "
    "as it is, always narrowed to some providers first.",
)
