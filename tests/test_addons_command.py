"""`manage.py addons`: what is on and why, switching, and a new one that works."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from callout.environment import read_environment

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = (".*", "var", "docs", "bench", "__pycache__")
LISTED = '# Ours.\nenabled = ["providers"]  # and no more\n'


@pytest.fixture
def file(tmp_path, monkeypatch):
    """The addons.toml of a deployment of its own."""
    file = tmp_path / "addons.toml"
    file.write_text(LISTED)
    environment = read_environment(addons=None, addons_file=file)
    monkeypatch.setattr(settings, "ENVIRONMENT", environment)
    return file


def said(capsys, *command):
    call_command("addons", *command)
    return capsys.readouterr().out


def test_the_list_says_what_is_on_and_why(capsys):
    lines = {line.split()[1]: line for line in said(capsys).splitlines()}
    assert "the kernel" in lines["base"]
    assert "named in ADDON_MODULES" in lines["dummy"]
    assert {addon.name for addon in settings.ADDONS} <= set(lines)


def test_enabling_keeps_comments_and_tells_what_comes_along(file, capsys):
    told = said(capsys, "enable", "chat")
    assert file.read_text() == '# Ours.\nenabled = ["providers", "chat"]  # and no more\n'
    assert "With it on: notifications." in told
    assert "manage.py migrate" in told


def test_disabling_tells_what_goes_along(file, capsys):
    said(capsys, "enable", "jobs")
    assert "With it off: notifications, chat." in said(capsys, "disable", "jobs")
    assert file.read_text() == LISTED


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (("enable", "moon"), "There is no addon 'moon'"),
        (("enable", "providers"), "Addon 'providers' is switched on already."),
        (("disable", "catalog"), "Addon 'catalog' is needed by providers; switch that off first."),
        (("disable", "base"), "all others stand on it"),
        (("new", "Jobs"), "'Jobs' cannot be a name here"),
        (("new", "admin"), "a dependency owns"),
        (("new", "staff"), "Say with --record what one of the staff is called."),
        (("new", "jobs"), "There is an addon 'jobs' already."),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(file, command, sentence):
    with pytest.raises(CommandError) as error:
        call_command("addons", *command)
    assert sentence in str(error.value)
    assert file.read_text() == LISTED


def test_a_variable_that_names_the_addons_is_not_overruled(file, monkeypatch):
    monkeypatch.setattr(settings, "ENVIRONMENT", read_environment(addons="chat", addons_file=file))
    with pytest.raises(CommandError, match="change ADDONS"):
        call_command("addons", "enable", "jobs")


def test_every_extension_point_is_listed_with_who_uses_it(capsys):
    told = said(capsys, "points")
    assert "schedule: " in told
    assert "dummy" in told


@pytest.mark.slow
def test_a_new_addon_works_from_the_start(tmp_path):
    copy = tmp_path / "project"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    made = run(copy, "manage.py", "addons", "new", "repair_orders")
    assert "Made addons/repair_orders" in made
    run(copy, "-m", "ruff", "check", "addons/repair_orders")
    run(copy, "-m", "ruff", "format", "--check", "addons/repair_orders")
    assert "no faults" in run(copy, "manage.py", "addons", "check", "repair_orders")
    quiet = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    assert "passed" in run(copy, "-m", "pytest", "addons/repair_orders", *quiet)


def run(folder: Path, *command: str) -> str:
    """What the command says, in a process of its own where only the new addon is on."""
    given = {"ADDONS": "repair_orders" if "pytest" in command else "", "DATA": str(folder / "var")}
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**kept, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
