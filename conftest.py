"""Where tests run: the test profile, a data folder of their own, the dummy addon switched on."""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import pytest
from django.utils import translation

ROOT = Path(__file__).resolve().parent

# Named here and not in pyproject.toml: pytest-django would load the settings before this file.
os.environ["DJANGO_SETTINGS_MODULE"] = "callout.settings"
os.environ["CALLOUT_PROFILE"] = "test"
if "DATA" not in os.environ:
    os.environ["DATA"] = tempfile.mkdtemp(prefix="callout-test-")
    atexit.register(shutil.rmtree, os.environ["DATA"], ignore_errors=True)
if (worker := os.environ.get("PYTEST_XDIST_WORKER")) and (redis := os.environ.get("REDIS_URL")):
    # Some tests empty the cache: each worker has one of Redis' sixteen databases to itself.
    os.environ["REDIS_URL"] = f"{redis.rpartition('/')[0]}/{1 + int(worker[2:]) % 15}"
if (ROOT / "tests" / "dummy" / "manifest.py").exists():
    os.environ.setdefault("ADDON_MODULES", "tests.dummy")
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

# Set up here and not by pytest-django, which comes after the conftest of a folder named on the
# command line, and those import models.
django.setup()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the tests of addons that are switched off: their models are not there."""
    from django.conf import settings  # the environment above comes first

    on = {addon.module for addon in settings.ADDONS}
    folders = (*(ROOT / "addons").glob("*/"), ROOT / "tests" / "dummy")
    return True if collection_path in folders and _module(collection_path) not in on else None


def _module(folder: Path) -> str:
    return ".".join(folder.relative_to(ROOT).parts)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs a service or an addon that is not there, without calling it a skip."""
    left_out = [item for item in items if not _has_what_it_needs(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """What all tests share is not searched for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _has_what_it_needs(item: pytest.Item) -> bool:
    from django.conf import settings  # the environment above comes first
    from django.db import connection

    is_there = {
        "postgres": connection.vendor == "postgresql",
        "sqlite": connection.vendor == "sqlite",
        "redis": bool(settings.ENVIRONMENT.redis_url),
    }
    missing = {name for name, there in is_there.items() if not there}
    needed = {name for marker in item.iter_markers("needs") for name in marker.args}
    on = {addon.name for addon in settings.ADDONS}
    return needed <= on and missing.isdisjoint(marker.name for marker in item.iter_markers())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What commits leaves the database as it was here."""
    from django.test import TransactionTestCase  # the apps are loaded only now

    from addons.base.testing.emptying import keep

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        restore = keep()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: restore())
        yield


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Policies and rights are kept for seconds; a test must not see those of the one before."""
    from addons.base import policies, remembered  # the apps are loaded only now

    policies.forget()
    remembered.forget()


@pytest.fixture
def only_its_own_queries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """For tests that count queries: whoever comes after a second reads clock and policies again."""
    from addons.base import clock  # the apps are loaded only now

    monkeypatch.setattr("addons.base.policies.FRESH_FOR", 3600.0)
    with clock.travelled(timedelta()):
        yield


@pytest.fixture
def rights_are_asked_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that wait until a socket asks again: it does so every three seconds."""
    monkeypatch.setattr("addons.base.live.watch.EVERY", 0.3)


@pytest.fixture(autouse=True)
def the_usual_language() -> Iterator[None]:
    """A page drawn in another language leaves it active in the thread."""
    yield
    translation.deactivate()
