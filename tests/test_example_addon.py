"""An addon from elsewhere is a package that is installed, switched on and switched off."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "tests" / "example_addon"
DECIDED = {"ADDONS", "ADDON_MODULES", "DATABASE_URL", "REDIS_URL", "PYTHONPATH"}


class Deployment:
    """One of its own: an addons.toml, a database, and packages installed beside ours."""

    def __init__(self, folder: Path) -> None:
        self.packages = folder / "packages"
        self.addons = folder / "addons.toml"
        self.addons.write_text('# Ours.\nenabled = ["jobs"]\n')
        self.environment = {k: v for k, v in os.environ.items() if k not in DECIDED} | {
            "PYTHONPATH": str(self.packages),
            "ADDONS_FILE": str(self.addons),
            "DATA": str(folder / "data"),
            "CALLOUT_PROFILE": "demo",
        }

    def install(self, package: Path) -> None:
        options = ("--offline", "--no-index", "--no-deps", "--quiet", "--target")
        self.run("-m", "uv", "pip", "install", *options, str(self.packages), str(package))

    def manage(self, *command: str) -> str:
        return self.run("manage.py", *command)

    def run(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr


def test_an_addon_from_elsewhere_is_installed_switched_on_and_off(tmp_path: Path) -> None:
    here = Deployment(tmp_path)
    before = here.addons.read_text()
    here.install(PACKAGE)
    assert "off  warranty" in here.manage("addons")
    here.manage("addons", "enable", "warranty")
    assert '["jobs", "warranty"]' in here.addons.read_text()
    assert "jobs.job: claimed" in here.manage("addons", "disable", "warranty")
    assert here.addons.read_text() == before
