"""A process that dies anywhere loses nothing and does nothing twice, once another has taken over.

Each test forks a process that ends itself with SIGKILL at a named point (`base/faults.py`).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection

from addons.base import clock, faults
from addons.base.events.effects import owed_effects, run_owed_effects
from addons.base.events.verify import breaks
from addons.base.models import EffectRun, Event, ScheduleRun
from addons.base.schedules import sync_schedules
from addons.base.schedules.runs import recover_lost
from addons.base.schedules.sweep import run_now
from addons.base.testing.crashes import dies_at
from addons.base.testing.people import make_person
from addons.base.tests.parcels import pack, send, stream
from tests.dummy.models import Parcel, Slip
from tests.worker_process import ROOT, environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

POINTS = [
    point
    for point in faults.FAULTS
    if faults.FAULTS.owner(point) == "base"
    if connection.vendor == "sqlite" or point not in faults.ONLY_ON_SQLITE
]
LONG = timedelta(days=2)
SWEPT = "dummy.lapse_parcels"
WEIGHED = "dummy.weigh_parcels"


@pytest.fixture
def ann(transactional_db: None) -> Any:
    return make_person("Ann")


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "_chosen", "")


def of_kind(kind: str) -> list[str]:
    return [point for point in POINTS if point.startswith(kind)]


def assert_sound() -> None:
    assert list(breaks()) == []


# --- a transition -----------------------------------------------------------------------------------


@pytest.mark.parametrize("point", of_kind("perform:"))
def test_a_transition_is_whole_or_not_there(ann: Any, point: str) -> None:
    parcel = pack(ann)
    assert dies_at(point, lambda: send(parcel, ann))
    assert_sound()
    committed = point == "perform:after-commit"
    fresh = Parcel._plain.get(pk=parcel.pk)
    assert (fresh.state == "sent") is committed
    # What its follow-up and its effects are: all there, or none.
    assert Slip._plain.count() == EffectRun.objects.count() == int(committed)
    if not committed:
        send(parcel, ann)
    run_owed_effects()
    assert [event.transition for event in stream(parcel)] == ["pack", "send"]
    assert Slip._plain.count() == len(mail.outbox) == 1
    assert not owed_effects().exists()
    assert_sound()


# --- effects ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("point", of_kind("effects:"))
def test_an_effect_is_done_in_the_end(ann: Any, point: str) -> None:
    send(pack(ann), ann)
    assert dies_at(point, run_owed_effects)
    counted = 0 if point == "effects:taken" else 1
    assert EffectRun.objects.get().attempts == counted
    with clock.travelled(LONG):
        run_owed_effects()
        run_owed_effects()
    run = EffectRun.objects.get()
    assert run.done_at and run.attempts == counted + 1
    assert len(mail.outbox) == 1
    assert_sound()


# --- sweeps -----------------------------------------------------------------------------------------


@pytest.fixture
def due(ann: Any) -> list[Parcel]:
    """Half of them are for a sweep that takes all at once, half for one that goes one by one."""
    sync_schedules()
    return [send(pack(ann, title="weigh me"), ann) for _ in range(4)]


@pytest.mark.parametrize(
    ("schedule", "point"),
    [
        *((SWEPT, point) for point in of_kind("schedules:")),
        (SWEPT, "perform:after-effects-owed"),
        (WEIGHED, "perform:after-effects-owed"),
        (WEIGHED, "perform:after-commit"),
    ],
)
def test_a_sweep_is_taken_up_by_the_next(due: list[Parcel], schedule: str, point: str) -> None:
    with clock.travelled(timedelta(days=8)):
        assert dies_at(point, lambda: run_now(schedule))
        assert_sound()
        ScheduleRun.objects.filter(name=schedule).update(runner=gone())
        recover_lost()
        run_now(schedule)
        run_now(schedule)
    told = Counter(
        Event.objects.filter(transition__in=("lapse", "weigh")).values_list("record_id", flat=True)
    )
    assert told == {str(parcel.pk): 1 for parcel in due}
    assert ScheduleRun.objects.get(name=schedule).running_since is None
    assert_sound()


def gone() -> str:
    """A runner that has died: the forked one's number may have been given again."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{os.uname().nodename}:{process.pid}"


# --- the points themselves --------------------------------------------------------------------------


def test_every_point_is_passed_and_stands_in_the_list() -> None:
    passed = [
        point
        for addon in settings.ADDONS
        for file in ROOT.joinpath(*addon.module.split(".")).rglob("*.py")
        for point in re.findall(r'fault\("([^"]+)"\)', file.read_text(encoding="utf-8"))
    ]
    assert set(passed) == set(faults.FAULTS)


def test_every_point_is_tried() -> None:
    kinds = ("perform:", "effects:", "schedules:")
    # Who writes plain rows in sets tries the point between them: the ledger, for one.
    elsewhere = set(of_kind("sets:"))
    assert {point for kind in kinds for point in of_kind(kind)} == set(POINTS) - elsewhere


def test_the_variable_ends_a_process_and_verify_finds_nothing_wrong(ann: Any) -> None:
    send(pack(ann), ann)
    command = [sys.executable, str(ROOT / "manage.py")]
    died = subprocess.run(
        [*command, "sweep", "base.ping"],
        env=environment(CALLOUT_FAULT="effects:attempt-counted"),
        capture_output=True,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    assert EffectRun.objects.get().attempts == 1
    subprocess.run([*command, "verify"], env=environment(), capture_output=True, check=True)


def test_an_unknown_point_is_refused(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), "check"]
    refused = subprocess.run(
        command, env=environment(CALLOUT_FAULT="nowhere"), capture_output=True, check=False
    )
    assert refused.returncode and b"no nowhere" in refused.stderr
