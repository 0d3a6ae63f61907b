"""An addon from elsewhere lives its life: installed, on, used, off, its rows moved, on again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deployment import Deployment

PACKAGE = Path(__file__).parent / "example_addon"


@pytest.fixture
def here(tmp_path: Path) -> Deployment:
    return Deployment(tmp_path, addons=("jobs",))


# A database of its own: which one the other tests run on makes no difference.
@pytest.mark.sqlite
@pytest.mark.slow
@pytest.mark.needs("jobs")
def test_an_addon_from_elsewhere_is_used_switched_off_and_has_its_data_back(
    here: Deployment,
) -> None:
    before = here.addons.read_text()
    here.install(PACKAGE)
    assert "off  warranty" in here.manage("addons")
    here.manage("addons", "enable", "warranty")
    lives(here, "on")

    assert "jobs.job: claimed" in here.manage("addons", "disable", "warranty")
    assert here.addons.read_text() == before
    refused = here.is_refused("migrate", "--verbosity", "0")
    assert "1 rows of jobs.job are in the state 'claimed'" in refused
    assert "`manage.py relocate`" in refused
    assert "1 moved, claimed → completed" in here.manage("relocate")
    lives(here, "off")

    here.manage("addons", "enable", "warranty")
    lives(here, "on_again")


def lives(here: Deployment, part: str) -> None:
    here.manage(
        "shell", "--no-imports", "-c", f"from tests.example_addon import life; life.{part}()"
    )
