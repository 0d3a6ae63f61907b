"""Whether this process lives, and whether it can do its work."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, Final

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

from . import clock
from .live.process import unread_since
from .schedules import progress

logger = logging.getLogger(__name__)

# Events that no socket was told of for so long are late; the usual is a tenth of a second.
TAIL_IS_LATE: Final = 10.0

_migrated = False


def healthz(request: HttpRequest) -> JsonResponse:
    """Alive: asks nobody."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """`not ready` (503) without the database or a migration: then this process can serve nobody.

    `degraded` (200) while the worker or the tail is behind: what they do is late, never wrong, and
    every page still answers.
    """
    checks = {"database": False, "migrations": False}
    details: dict[str, Any] = {}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        checks["database"] = True
        checks["migrations"] = is_migrated()
        if checks["migrations"]:
            details = {"worker": _worker(), "tail": _tail()}
    except DatabaseError as error:
        # Its message may name hosts and users, so only its kind is kept.
        logger.error("Not ready: %s", type(error).__name__)
    is_ready = all(checks.values())
    checks |= {name: part["ok"] for name, part in details.items()}
    status = "not ready" if not is_ready else "ready" if all(checks.values()) else "degraded"
    return JsonResponse(
        {"status": status, "checks": checks, **details}, status=200 if is_ready else 503
    )


def is_migrated() -> bool:
    """Whether every migration is applied: looked up until it is so, and then it stays so."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated


def _worker() -> dict[str, Any]:
    now = progress()
    return {
        "ok": not now.stands_still,
        "last_ping": now.last_ping,
        "effects_owed": now.owed,
        "effects_given_up": now.given_up,
        "effects_late_seconds": _seconds_since(now.late_since),
        "failing_schedules": list(now.failing),
        "stuck_schedules": list(now.stuck),
        "never_run_schedules": list(now.never_run),
    }


def _tail() -> dict[str, Any]:
    """Of this process; one without sockets follows nothing and is never behind."""
    lag = _seconds_since(unread_since())
    return {"ok": lag < TAIL_IS_LATE, "lag_seconds": lag}


def _seconds_since(moment: datetime | None) -> float:
    return round(max((clock.now() - moment).total_seconds(), 0), 1) if moment else 0.0
