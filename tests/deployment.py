"""A deployment of its own: an addons.toml, a database, and packages installed beside ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What the environment of the tests must not decide for it.
DECIDED = {"ADDONS", "ADDON_MODULES", "DATABASE_URL", "REDIS_URL", "PYTHONPATH"}


class Deployment:
    """Commands run in processes of their own, as an integrator would run them."""

    def __init__(self, folder: Path, *, addons: Sequence[str]) -> None:
        self.packages = folder / "packages"
        self.addons = folder / "addons.toml"
        self.addons.write_text(f"# Ours.\nenabled = {json.dumps(addons)}\n")
        self.environment = {k: v for k, v in os.environ.items() if k not in DECIDED} | {
            "PYTHONPATH": str(self.packages),
            "ADDONS_FILE": str(self.addons),
            "DATA": str(folder / "data"),
            "CALLOUT_PROFILE": "demo",
        }

    def install(self, package: Path) -> None:
        """With pip's rules, without a network."""
        options = ("--offline", "--no-index", "--no-deps", "--quiet", "--target")
        done = self._run("-m", "uv", "pip", "install", *options, str(self.packages), str(package))
        assert done.returncode == 0, done.stderr

    def manage(self, *command: str) -> str:
        done = self._run("manage.py", *command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def is_refused(self, *command: str) -> str:
        """What a command says that must not succeed."""
        done = self._run("manage.py", *command)
        assert done.returncode != 0, done.stdout
        return done.stderr

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
