"""Each addon of this deployment off in turn, with those that need it: boots, migrates, is tested.

    python -m soak.addons_off [--only NAME ...] [--without-tests]

On SQLite, each set in processes of its own. Ends with 1 if a set does not hold.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from addons.base.addons_file import listed
from addons.base.manifests import KERNEL, PEOPLE, discover, resolve

ROOT = Path(__file__).resolve().parents[1]
# What starts processes of its own decides itself which addons are on: once is enough.
TESTS = (
    *("-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"),
    *("-m", "not browser and not production and not slow"),
    *("--ignore", "tests/test_documents.py", "--ignore-glob", "tests/test_addons_*"),
    # The kernel's own are the same with every set.
    *("--ignore", "addons/base", "--ignore", "tests/live", "--ignore-glob", "tests/test_worker*"),
)


def sets() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each addon that can be off, and what is listed then."""
    found = discover()
    on = resolve(listed(ROOT / "addons.toml"), found)
    for addon in on:
        if addon.name in (KERNEL, PEOPLE):
            continue
        rest: list[str] = []
        for other in on:
            needs = {need.name for need in resolve([other.name], found)}
            if addon.name not in needs and other.name != KERNEL and not other.manifest.auto:
                rest.append(other.name)
        yield addon.name, tuple(rest)


# In one process: a start takes most of the time.
START = """
import sys
sys.path.insert(0, "site")
import django
django.setup()
from django.core.management import call_command
call_command("check")
call_command("makemigrations", check_changes=True, dry_run=True)
call_command("migrate", verbosity=0)
"""


def holds(addons: tuple[str, ...], *, bare: Path, with_tests: bool) -> bool:
    """From a database with people alone, as one begins that turns addons on."""
    with tempfile.TemporaryDirectory(prefix="callout-off-") as data:
        shutil.copytree(bare, data, dirs_exist_ok=True)
        return started(addons, Path(data)) and (not with_tests or tested(addons, Path(data)))


def started(addons: tuple[str, ...], data: Path) -> bool:
    return run(["-c", START], addons, data)


def tested(addons: tuple[str, ...], data: Path) -> bool:
    return run(TESTS, addons, data)


def run(arguments: Sequence[str], addons: tuple[str, ...], data: Path) -> bool:
    environment = {**os.environ, "ADDONS": ",".join(addons), "DATA": str(data)}
    environment["DJANGO_SETTINGS_MODULE"] = "callout.settings"
    environment.pop("DATABASE_URL", None)
    environment.pop("REDIS_URL", None)
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--without-tests", action="store_true", help="boot and migrate only")
    options = parser.parse_args()

    wanted = [one for one in sets() if not options.only or one[0] in options.only]
    with tempfile.TemporaryDirectory(prefix="callout-bare-") as folder:
        bare = Path(folder)
        if not started((PEOPLE,), bare):
            return 1

        def look(one: tuple[str, tuple[str, ...]]) -> bool:
            say(f"──── without {one[0]}: {', '.join(one[1])}")
            return holds(one[1], bare=bare, with_tests=not options.without_tests)

        # Tests use every core themselves.
        with ThreadPoolExecutor(os.cpu_count() if options.without_tests else 1) as several:
            held = list(several.map(look, wanted))
    failed = [one[0] for one, holds_so in zip(wanted, held, strict=True) if not holds_so]
    if failed:
        say(f"Does not hold without: {', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
