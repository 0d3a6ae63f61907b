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
_NOTHING: Final = object()


def remembered(user: Any, what: Hashable, read: Callable[[], T]) -> T:
    """What `read` finds about the user, under the name `what`.

    Nothing found is not kept: what somebody has just been given counts at once.
    """
    version = getattr(user, "auth_version", None)
    if version is None or user.pk is None or not is_settled():
        return read()
    key = (user.pk, version, what)
    found = _kept_under(key)
    if found is not _NOTHING:
        return cast(T, found)
    found = read()
    return _keep(key, found, KEPT_FOR) if found else found


def is_settled() -> bool:
    """What is seen inside a transaction may never come to be."""
    return not transaction.get_connection().in_atomic_block


def shared(what: Hashable, read: Callable[[], T]) -> T:
    """What `read` finds for everybody, under the name `what`.

    Whoever changes it calls `forget`; other processes see it a second later.
    """
    found = _kept_under(what)
    return _keep(what, read(), SHARED_FOR) if found is _NOTHING else cast(T, found)


def _kept_under(key: Hashable) -> Any:
    with _lock:
        until, kept = _kept.get(key, (0.0, None))
    return kept if until > time.monotonic() else _NOTHING


def _keep(key: Hashable, found: T, seconds: float) -> T:
    with _lock:
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = (time.monotonic() + seconds, found)
    return found


def forget() -> None:
    """Read everything anew: after a change of what is shared, and between tests."""
    with _lock:
        _kept.clear()
