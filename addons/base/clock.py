"""The one clock. `clock.now()` everywhere; a test or a demo can move it for every process."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

_lock = threading.Lock()
_read_at = float("-inf")
_offset = timedelta()
_travelled: timedelta | None = None


def now() -> datetime:
    """The present moment in UTC, moved by the demo's offset where the clock can be moved."""
    if _travelled is not None:
        return timezone.now() + _travelled
    if not settings.CLOCK_CAN_MOVE:
        return timezone.now()
    return timezone.now() + _stored_offset()


def advance(by: timedelta) -> timedelta:
    """Move the stored clock for every process; returns the new offset."""
    from .models import ClockOffset  # the clock is imported by models

    global _read_at
    if not settings.CLOCK_CAN_MOVE:
        raise PermissionError("The clock can be moved in demo mode only.")
    row, _ = ClockOffset.objects.get_or_create(pk=1)
    row.seconds += int(by.total_seconds())
    row.save()
    _read_at = float("-inf")
    return timedelta(seconds=row.seconds)


@contextmanager
def travelled(by: timedelta) -> Iterator[None]:
    """Within the block this process lives `by` later (or earlier); nests."""
    global _travelled
    before = _travelled
    _travelled = (before or timedelta()) + by
    try:
        yield
    finally:
        _travelled = before


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block this process lives at the moment, and time goes on from there."""
    with travelled(moment - now()):
        yield


def _stored_offset() -> timedelta:
    from .models import ClockOffset  # the clock is imported by models

    global _read_at, _offset
    # Once a second and process is enough: a moved demo clock may reach the others a second later.
    if time.monotonic() - _read_at > 1:
        with _lock:
            seconds = ClockOffset.objects.values_list("seconds", flat=True).filter(pk=1).first()
            _offset = timedelta(seconds=seconds or 0)
            _read_at = time.monotonic()
    return _offset
