"""A backup taken while people work can be restored, and the restored log verifies."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from callout.up import Deployment
from tests.production.stack import OF_TESTS, ROOT, Stack
from tests.production.test_stack import on_duty


def test_a_backup_under_load_restores_and_verifies(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in OF_TESTS:
        monkeypatch.delenv(name, raising=False)
    over = threading.Event()

    def work(provider: str) -> None:
        while not over.is_set():
            on_duty(stack, provider, duty="off_duty")
            on_duty(stack, provider)

    tokens = [stack.token(name) for name in ("raj", "meera", "imran")]
    people = [threading.Thread(target=work, args=(token,)) for token in tokens]
    for person in people:
        person.start()
    try:
        backup = run(stack, "back-up", str(tmp_path)).splitlines()[-1]
    finally:
        over.set()
        for person in people:
            person.join()
    assert f"Restored and verified: {backup}" in run(stack, "restore-drill", backup)


def run(stack: Stack, script: str, argument: str) -> str:
    own = Deployment(stack.data / "up", stack.port, "1").environment
    done = subprocess.run(
        [ROOT / "scripts" / script, argument],
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
