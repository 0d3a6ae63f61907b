"""Operations: whoever looks sees whether the worker gets on, and what to do when it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from addons.base import clock, health
from addons.base.models import EffectRun
from addons.base.models.schedule_run import ScheduleRun
from addons.base.points import SCHEDULES
from addons.base.schedules.progress import PING, progress
from addons.base.schedules.runs import longest_run
from addons.base.schedules.sync import sync_schedules
from addons.base.tests.parcels import pack, send
from tests.console.support import html

pytestmark = pytest.mark.django_db

SCHEDULES_PAGE = "/admin/system-schedules/"
EFFECTS_PAGE = "/admin/system-effects/"


@pytest.fixture
def at_work():
    """Every schedule has just run."""
    sync_schedules()
    now = timezone.now()
    soon = now + timedelta(hours=1)
    ScheduleRun.objects.update(last_started=now, last_finished=now, next_run=soon)


@pytest.fixture
def given_up(ann, at_work):
    for _ in range(2):
        send(pack(ann, weight="1"), ann)
    EffectRun.objects.update(given_up_at=clock.now(), attempts=5, error="ValueError in texts.py")
    return list(EffectRun.objects.order_by("pk"))


def some_schedule() -> str:
    return next(name for name in sorted(SCHEDULES) if name != PING)


def test_readyz_names_what_is_stuck_or_has_never_run(client, at_work):
    name, long_ago = some_schedule(), timezone.now() - longest_run() - timedelta(seconds=1)
    said = client.get("/readyz").json()["worker"]
    assert said["ok"] and not said["stuck_schedules"] and not said["never_run_schedules"]
    ScheduleRun.objects.filter(name=name).update(next_run=long_ago, last_started=None)
    said = client.get("/readyz").json()["worker"]
    assert said["stuck_schedules"] == said["never_run_schedules"] == [name]


def test_without_a_database_the_log_says_so_and_names_no_host(client, monkeypatch, caplog):
    def gone() -> None:
        raise OperationalError("no route to db.example.com")

    monkeypatch.setattr(health.connection, "cursor", gone)
    assert client.get("/readyz").status_code == 503
    assert "OperationalError" in caplog.text and "db.example.com" not in caplog.text


def test_a_schedule_that_is_long_due_or_does_not_end_is_stuck(office, at_work):
    name, long_ago = some_schedule(), timezone.now() - longest_run() - timedelta(seconds=1)
    assert not progress().stuck
    ScheduleRun.objects.filter(name=name).update(next_run=long_ago)
    assert progress().stuck == (name,)
    assert "Long due" in html(office.get(SCHEDULES_PAGE))
    assert name in html(office.get("/admin/console/panel/system/"))
    ScheduleRun.objects.filter(name=name).update(running_since=long_ago)
    assert progress().stuck == (name,)
    assert "Does not end" in html(office.get(SCHEDULES_PAGE))


def test_a_schedule_that_never_ran_is_called_so(office, at_work):
    name = some_schedule()
    ScheduleRun.objects.filter(name=name).update(last_started=None, last_finished=None)
    assert progress().never_run == (name,)
    assert "Never run yet" in html(office.get(SCHEDULES_PAGE))


def test_what_was_given_up_is_tried_again_one_or_all(office, given_up):
    first, *others = given_up
    page = html(office.get(EFFECTS_PAGE))
    assert "ValueError in texts.py" in page and f'value="{first.pk}"' in page
    assert "Try again" in page and "Try all again" in page
    assert EFFECTS_PAGE in html(office.get(SCHEDULES_PAGE))
    answer = office.post(EFFECTS_PAGE, {"effect": first.pk}, follow=True)
    assert "1 effect is tried again." in html(answer)
    first.refresh_from_db()
    assert first.given_up_at is None and progress().given_up == len(others)
    office.post(EFFECTS_PAGE)
    assert not progress().given_up


def test_who_runs_nothing_tries_nothing_again(desk, given_up):
    assert desk.post(EFFECTS_PAGE).status_code in (302, 403)
    assert progress().given_up == len(given_up)
