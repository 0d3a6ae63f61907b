"""Promises of schedules: declared once, looked at in time, run by one runner, shown."""

from __future__ import annotations

import os
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_q.models import OrmQ

from addons.base.models import ScheduleRun
from addons.base.points import SCHEDULES, Schedule
from addons.base.registry import RegistryError
from addons.base.schedules import PING, progress, runs, sync_schedules
from addons.base.schedules.sweep import run_now
from addons.base.schedules.ticker import Ticker, own_queue
from addons.base.schedules.timing import first_slot, next_slot, timing_of

pytestmark = pytest.mark.django_db

NAME = "dummy.lapse_parcels"
ELSEWHERE = "some-other-machine:1"


def nothing() -> int:
    return 0


def declared(**timing):
    return Schedule(name="test.look", run=nothing, summary=_("Looks."), **timing)


@pytest.fixture
def row():
    # Those made with the database may have come due since.
    ScheduleRun.objects.all().delete()
    sync_schedules()
    return ScheduleRun.objects.get(name=NAME)


@pytest.fixture
def running(monkeypatch):
    """Let the schedule run something else."""

    def let(run):
        monkeypatch.setitem(SCHEDULES._entries, NAME, replace(SCHEDULES[NAME], run=run))

    return let


def again(row):
    return ScheduleRun.objects.get(pk=row.pk)


# --- which rows there are ----------------------------------------------------------------------


def test_each_declared_schedule_has_one_row_however_often_it_is_synced():
    sync_schedules()
    sync_schedules()
    names = ScheduleRun.objects.values_list("name", flat=True)
    assert sorted(names) == sorted(SCHEDULES)


def test_unchanged_schedule_keeps_its_next_run(row):
    later = timezone.now() + timedelta(hours=1)
    ScheduleRun.objects.filter(pk=row.pk).update(next_run=later)
    sync_schedules()
    assert again(row).next_run == later


def test_changed_timing_gets_a_new_next_run_and_keeps_its_record(row, monkeypatch):
    ScheduleRun.objects.filter(pk=row.pk).update(handled=7)
    changed = replace(SCHEDULES[NAME], every=None, cron="15 4 * * *")
    monkeypatch.setitem(SCHEDULES._entries, NAME, changed)
    sync_schedules()
    assert again(row).next_run.minute % 15 == 0 and again(row).next_run > timezone.now()
    assert again(row).handled == 7


def test_schedule_of_an_addon_that_is_off_is_removed(row, monkeypatch):
    monkeypatch.delitem(SCHEDULES._entries, NAME)
    sync_schedules()
    assert not ScheduleRun.objects.filter(name=NAME).exists()


@pytest.mark.parametrize("timing", [{}, {"every": 5, "cron": "* * * * *"}, {"cron": "at noon"}])
def test_timing_that_cannot_stand_is_refused(timing):
    with pytest.raises(RegistryError, match=r"test\.look"):
        timing_of(declared(**timing))


def test_every_declared_schedule_has_a_timing_that_stands():
    assert all(timing_of(schedule) for schedule in SCHEDULES.values())


# --- when --------------------------------------------------------------------------------------


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_missed_slots_collapse_into_one():
    slot = at("2026-01-01 00:00:00")
    following = next_slot(declared(every=60), slot=slot, now=slot + timedelta(days=9, seconds=30))
    assert following == slot + timedelta(days=9, minutes=1)


def test_schedule_keeps_its_rhythm_however_late_it_ran():
    slot = at("2026-01-01 00:00:00")
    following = next_slot(declared(every=2), slot=slot, now=slot + timedelta(seconds=1.9))
    assert following == slot + timedelta(seconds=2)


def test_schedule_run_early_by_hand_waits_its_full_time():
    now = at("2026-01-01 00:00:00")
    following = next_slot(declared(every=60), slot=now + timedelta(seconds=10), now=now)
    assert following == now + timedelta(seconds=60)


@override_settings(TIME_ZONE="Europe/Berlin")
@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("2026-03-28 12:00", "2026-03-29 06:00"),  # the night that is an hour shorter
        ("2026-03-27 12:00", "2026-03-28 07:00"),
        ("2026-10-24 12:00", "2026-10-25 07:00"),  # the night that is an hour longer
    ],
)
def test_cron_is_read_in_the_time_zone_of_the_deployment(now, following):
    timezone.get_default_timezone.cache_clear()
    every_morning = declared(cron="0 8 * * *")
    assert next_slot(every_morning, slot=at(now), now=at(now)) == at(following)
    assert first_slot(every_morning, now=at(now)) == at(following)


@pytest.fixture(autouse=True)
def _same_time_zone_again():
    yield
    timezone.get_default_timezone.cache_clear()


# --- who runs it -------------------------------------------------------------------------------


def test_of_two_that_want_a_run_one_gets_it(row):
    assert runs.take(row, runner=ELSEWHERE) is not None
    assert runs.take(row, runner=ELSEWHERE) is None


def test_without_the_guard_both_would_get_it(row, monkeypatch):
    monkeypatch.setattr(runs, "_still", lambda row: UnguardedRows(row))
    assert runs.take(row, runner=ELSEWHERE) and runs.take(row, runner=ELSEWHERE)


class UnguardedRows:
    def __init__(self, row):
        self.row = row

    def filter(self, **_guard):
        return ScheduleRun.objects.filter(pk=self.row.pk)


def test_schedule_that_is_running_is_not_started_again(row):
    runs.take(row, runner=ELSEWHERE)
    ScheduleRun.objects.filter(pk=row.pk).update(next_run=timezone.now() - timedelta(days=1))
    assert NAME not in runs.due_runs().values_list("name", flat=True)
    assert runs.take(again(row), runner=ELSEWHERE) is None


def test_due_schedule_is_handed_to_the_cluster_once(row):
    ticker = Ticker(own_queue())
    ticker.tick()
    ticker.tick()
    tasks = [queued.task for queued in OrmQ.objects.all()]
    frequent = [schedule.name for schedule in SCHEDULES.values() if schedule.every]
    assert sorted(task["args"][0] for task in tasks) == sorted(frequent)
    assert {task["func"] for task in tasks} == {runs.run_taken}


def test_run_that_was_ended_is_not_made_again_when_its_task_comes_twice(row, running):
    made = []
    running(lambda: made.append(1) or 3)
    taken = runs.take(row, runner=ELSEWHERE)
    assert runs.run_taken(NAME, taken.number).handled == 3
    assert runs.run_taken(NAME, taken.number) is None
    assert len(made) == 1 and again(row).handled == 3


def test_run_that_takes_too_long_is_given_to_somebody_else(row):
    runs.take(row, runner=ELSEWHERE)
    assert runs.recover_lost() == 0
    long_ago = timezone.now() - runs.longest_run() - timedelta(seconds=1)
    ScheduleRun.objects.filter(pk=row.pk).update(running_since=long_ago)
    assert runs.recover_lost() == 1
    assert runs.take(again(row), runner=ELSEWHERE) is not None
    assert again(row).failed == 1 and "did not end" in again(row).last_error


def test_run_whose_process_died_on_this_machine_is_given_away_at_once(row):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    runs.take(row, runner=f"{socket.gethostname()}:{child}")
    assert runs.recover_lost() == 1


def test_runner_that_was_given_up_can_no_longer_write(row, running):
    first = runs.take(row, runner=ELSEWHERE)

    def overtaken():
        ScheduleRun.objects.filter(pk=row.pk).update(number=first.number + 1)
        return 5

    running(overtaken)
    runs.run_taken(NAME, first.number)
    assert again(row).handled == 0 and again(row).running_since is not None


# --- when it fails -----------------------------------------------------------------------------


def test_failing_schedule_is_tried_again_later_and_later(row, running):
    running(lambda: 1 // 0)
    pauses = []
    for _attempt in range(4):
        run_now(NAME)
        pauses.append(again(row).next_run - timezone.now())
    assert pauses == sorted(pauses) and again(row).failed_in_a_row == 4
    running(lambda: 2)
    run_now(NAME)
    assert again(row).failed_in_a_row == 0 and again(row).failed == 4
    assert again(row).last_error == ""


def test_stored_error_names_the_place_and_not_the_people(row, running):
    def fail():
        raise ValueError("nobody@example.com")

    running(fail)
    run_now(NAME)
    assert "ValueError" in again(row).last_error and "test_schedules" in again(row).last_error
    assert "nobody" not in again(row).last_error


# --- by hand, and shown ------------------------------------------------------------------------


def test_sweep_runs_every_schedule_and_says_so():
    said = StringIO()
    call_command("sweep", stdout=said)
    lines = said.getvalue().splitlines()
    assert [line.partition(":")[0] for line in lines] == [*SCHEDULES, "effects"]


def test_sweep_of_one_runs_only_that_one(row):
    call_command("sweep", NAME, stdout=StringIO())
    assert again(row).last_finished
    assert ScheduleRun.objects.get(name=PING).last_finished is None


def test_sweep_with_a_failing_schedule_runs_the_others_and_fails(row, running):
    running(lambda: 1 // 0)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("sweep", stdout=said)
    assert len(said.getvalue().splitlines()) == len(SCHEDULES) + 1


def test_sweep_of_an_unknown_schedule_names_the_known_ones():
    with pytest.raises(CommandError, match=NAME):
        call_command("sweep", "dummy.nonsense")


def test_progress_is_red_until_a_ping_ends_and_when_pings_stop_for_long():
    sync_schedules()
    assert progress().stands_still
    run_now(PING)
    assert not progress().stands_still
    long_ago = timezone.now() - runs.longest_run() - timedelta(seconds=1)
    ScheduleRun.objects.filter(name=PING).update(last_finished=long_ago)
    assert progress().stands_still


def test_progress_names_the_schedules_that_fail(row, running):
    running(lambda: 1 // 0)
    run_now(NAME)
    assert progress().failing == (NAME,)
