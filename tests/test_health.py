"""What the process says of itself to those who watch it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from addons.base import health
from addons.base.models.schedule_run import ScheduleRun
from addons.base.schedules import PING

pytestmark = pytest.mark.django_db


def ready() -> tuple[int, dict]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()


def pinged(ago: timedelta) -> None:
    now = timezone.now()
    ScheduleRun.objects.update_or_create(
        name=PING, defaults={"next_run": now, "last_finished": now - ago}
    )


def test_a_worker_that_gets_on_makes_it_ready():
    pinged(timedelta(seconds=2))
    status, body = ready()
    assert (status, body["status"]) == (200, "ready")
    assert body["checks"] == dict.fromkeys(("database", "migrations", "worker", "tail"), True)
    assert body["worker"]["effects_owed"] == 0 and body["tail"]["lag_seconds"] == 0


def test_a_worker_that_stands_still_degrades_it_and_takes_no_page_away():
    pinged(timedelta(hours=1))
    status, body = ready()
    assert (status, body["status"], body["checks"]["worker"]) == (200, "degraded", False)


def test_without_the_database_it_is_not_ready_and_says_so(monkeypatch):
    def gone() -> None:
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", gone)
    status, body = ready()
    assert (status, body["status"]) == (503, "not ready")
    assert body["checks"] == {"database": False, "migrations": False}


def test_a_missing_migration_is_not_ready(monkeypatch):
    monkeypatch.setattr(health, "is_migrated", lambda: False)
    status, body = ready()
    assert (status, body["checks"]["migrations"]) == (503, False)


def test_a_tail_that_is_behind_degrades_it(monkeypatch):
    pinged(timedelta(seconds=2))
    monkeypatch.setattr(health, "unread_since", lambda: timezone.now() - timedelta(minutes=1))
    status, body = ready()
    assert (status, body["status"]) == (200, "degraded")
    assert body["tail"]["lag_seconds"] >= 60
