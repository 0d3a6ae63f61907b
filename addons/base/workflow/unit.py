"""The unit of work: one transaction, tried again when the database asks for it."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Final, TypeVar

from django.db import OperationalError, connection, transaction

R = TypeVar("R")

ATTEMPTS: Final = 4
# PostgreSQL: serialization failure, deadlock, lock not available.
RETRYABLE_CODES: Final = {"40001", "40P01", "55P03"}


def unit_of_work(work: Callable[[], R]) -> R:
    """Run the work whole or not at all. Only the outermost retries: an inner one is part of it."""
    if connection.in_atomic_block:
        # A savepoint, so that whoever catches the refusal of an inner door finds nothing half done.
        with transaction.atomic():
            return work()
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if attempt == ATTEMPTS or not is_retryable(error):
                raise
            # Jitter, so that those who collided do not meet again.
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)
    raise AssertionError("unreachable")


def is_retryable(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlstate", None)
    return code in RETRYABLE_CODES or "database is locked" in str(error)
