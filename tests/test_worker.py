"""Promises of `manage.py worker`, kept by real processes that are stopped and killed."""

from __future__ import annotations

import os
import shutil
import signal
import time
from datetime import timedelta

import pytest
from django.conf import settings

from addons.base import clock
from addons.base.models import ClockOffset, EffectRun, Event, ScheduleRun
from addons.base.schedules import PING, progress
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel
from tests.worker_process import (
    cluster_of,
    descendants,
    group_of,
    is_alive,
    mails,
    manage,
    until,
    worker,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def _no_mail_yet():
    shutil.rmtree(settings.ENVIRONMENT.data / "mail", ignore_errors=True)


@pytest.fixture
def ann():
    return make_person("Ann")


def packed(ann, title="Books"):
    return create(Parcel, actor=ann, via=Door.REST, data={"title": title, "weight": "3.5"})


def sent(ann, title="Books"):
    return perform(packed(ann, title), ParcelFlow.send, actor=ann, via=Door.REST)


def pings():
    return ScheduleRun.objects.get(name=PING).number


def weighed():
    return Event.objects.filter(transition="weigh").count()


def test_effect_runs_soon_after_its_transition(ann):
    with worker():
        sent(ann)
        until(mails)
        until(lambda: EffectRun.objects.filter(done_at__isnull=False).count() == 1)
        assert len(mails()) == 1


def test_schedule_runs_when_it_is_time_and_shows_progress(ann):
    packed(ann, "weigh me")
    with worker():
        until(lambda: weighed() == 1)
        until(lambda: progress().last_run and not progress().stands_still)


def test_work_is_done_after_an_idle_worker_was_killed(ann):
    with worker() as process:
        until(lambda: pings() > 1)
        os.kill(cluster_of(process)[0], signal.SIGKILL)
        packed(ann, "weigh me")
        sent(ann)
        until(lambda: weighed() == 1 and mails())


def test_work_is_done_once_after_its_worker_was_killed_between_two_steps(ann):
    for _ in range(4):
        packed(ann, "weigh me")
    with worker(DUMMY_PAUSE="0.7") as process:
        until(lambda: weighed() == 2)
        for pid in cluster_of(process)[:2]:
            os.kill(pid, signal.SIGKILL)
        until(lambda: weighed() == 4)
        until(lambda: ScheduleRun.objects.get(name="dummy.weigh_parcels").failed_in_a_row == 0)
        assert set(Parcel.objects.values_list("weighed", flat=True)) == {1}
        assert ScheduleRun.objects.get(name="dummy.weigh_parcels").failed == 1


def test_whole_group_killed_is_started_again(ann):
    with worker() as process:
        first = group_of(process)
        os.killpg(first, signal.SIGKILL)
        until(lambda: group_of(process) not in (None, first))
        sent(ann)
        until(mails)


def test_cluster_that_stands_still_is_killed_and_started_again(ann):
    with worker(timeout=2) as process:
        first, pusher = group_of(process), cluster_of(process)[3]
        os.kill(pusher, signal.SIGSTOP)
        until(lambda: group_of(process) not in (None, first))
        before = pings()
        until(lambda: pings() > before + 1)


def test_effect_that_kills_its_process_is_given_up_and_shown(ann):
    parcel = sent(ann, "kills its worker")
    run = EffectRun.objects.filter(event__record_id=str(parcel.pk))
    with worker():
        for attempt in range(1, 6):
            until(lambda attempt=attempt: run.get().attempts == attempt)
            clock.advance(timedelta(days=1))
        until(lambda: run.get().given_up_at)
        assert run.get().attempts == 5 and "did not end" in run.get().error
        assert progress().given_up == 1
        sent(ann)
        until(mails)
    ClockOffset.objects.all().delete()


def test_effect_that_hangs_does_not_hold_up_the_others(ann):
    for _ in range(2):
        sent(ann, "takes for ever")
    with worker(timeout=2):
        sent(ann)
        until(mails)


def test_stop_ends_everything_within_ten_seconds(ann):
    for _ in range(20):
        packed(ann, "weigh me")
    with worker(DUMMY_PAUSE="5") as process:
        until(lambda: weighed() == 1)
        everybody = descendants(process.pid)
        process.terminate()
        process.wait(10)
        until(lambda: not any(map(is_alive, everybody)), within=10)


def test_group_ends_by_itself_when_nobody_watches_it():
    with worker() as process:
        everybody = descendants(process.pid)
        process.kill()
        until(lambda: not any(map(is_alive, everybody)))


def test_two_workers_share_the_work_and_do_each_item_once(ann):
    for _ in range(6):
        packed(ann, "weigh me")
    with worker(), worker():
        for _ in range(10):
            sent(ann)
        until(lambda: weighed() == 6 and len(mails()) == 10)
        time.sleep(1)
        assert set(Parcel.objects.filter(title="weigh me").values_list("weighed", flat=True)) == {1}
        assert len(mails()) == 10


def test_parallel_sweeps_handle_each_due_item_once(ann):
    parcels = [sent(ann) for _ in range(10)]
    clock.advance(timedelta(days=8))
    sweeps = [manage("sweep") for _ in range(2)]
    assert [process.wait(60) for process in sweeps] == [0, 0]
    lapses = Event.objects.filter(transition="lapse").values_list("record_id", flat=True)
    assert sorted(lapses) == sorted(str(parcel.pk) for parcel in parcels)
    assert len(mails()) == 10
    assert not EffectRun.objects.filter(done_at=None).exists()
    ClockOffset.objects.all().delete()
