"""One addon does something to another's record: in a process of its own, where that addon is on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from addons.base.workflow.compose import flow_of
from tests.dummy.models import Parcel

ROOT = Path(__file__).resolve().parents[3]


def run_with_extension(tmp_path, *command):
    environment = {
        **os.environ,
        "DATA": str(tmp_path),
        "ADDONS": "",
        "ADDON_MODULES": "tests.dummy,tests.dummy_extension",
        "DATABASE_URL": "",
    }
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_addon_extends_anothers_record(tmp_path):
    promises = "tests/dummy_extension/promises.py"
    quiet = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    ran = run_with_extension(tmp_path, "-m", "pytest", promises, *quiet)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_without_the_addon_nothing_of_it_is_there():
    flow = flow_of(Parcel)
    assert "customs" not in flow.states
    assert "hold" not in flow.transitions
    assert not hasattr(Parcel, "hold")
    assert flow.find("give_back").source == ("packed", "sent")
    assert [condition.code for condition in flow.find("send").conditions] == ["too_heavy"]


def test_an_extension_needs_no_migration(tmp_path):
    ran = run_with_extension(tmp_path, "manage.py", "makemigrations", "dummy", "--check")
    assert ran.returncode == 0, ran.stdout + ran.stderr
