"""What every request asks for, read once in a few seconds instead.

What somebody may do is kept under the user's `auth_version`, which is read with the user: other
roles count at once. What goes past it, such as a group's own permissions, counts after these seconds.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

from django.db import transaction

T = TypeVar("T")

KEPT_FOR: Final = 3.0
SHARED_FOR: Final = 1.0
MOST: Final = 2_000

_lock = threading.Lock()
_kept: dict[Hashable, tuple[float, Any]] = {}


def remembered(user: Any, what: Hashable, read: Callable[[], T]) -> T:
    """What `read` finds about the user, under the name `what`.

    Nothing found is not kept: what somebody has just been given counts at once.
    """
    version = getattr(user, "auth_version", None)
    # What is seen inside a transaction may never come to be.
    if version is None or user.pk is None or transaction.get_connection().in_atomic_block:
        return read()
    return _kept_or_read((user.pk, version, what), KEPT_FOR, read)


def shared(what: Hashable, read: Callable[[], T]) -> T:
    """What `read` finds for everybody, under the name `what`.

    Whoever changes it calls `forget`; other processes see it a second later.
    """
    return _kept_or_read(what, SHARED_FOR, read)


def _kept_or_read(key: Hashable, seconds: float, read: Callable[[], T]) -> T:
    now = time.monotonic()
    with _lock:
        until, kept = _kept.get(key, (0.0, None))
    if until > now:
        return cast(T, kept)
    found = read()
    if not found:
        return found
    with _lock:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = (now + seconds, found)
    return found


def forget() -> None:
    """Read everything anew: after a change of what is shared, and between tests."""
    with _lock:
        _kept.clear()
