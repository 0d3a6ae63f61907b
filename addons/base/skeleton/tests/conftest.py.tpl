from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.$name.models import $Record


@pytest.fixture
def ann(db: None) -> Any:
    """Owns one."""
    return make_person("Ann")


@pytest.fixture
def bob(db: None) -> Any:
    """Owns none."""
    return make_person("Bob")


@pytest.fixture
def ada(db: None) -> Any:
    """Administers everything."""
    return make_person("Ada", roles=("administrator",))


@pytest.fixture
def $record(ann: Any) -> $Record:
    made: $Record = create($Record, actor=ann, data={"title": "Roof"}, via=Door.PORTAL)
    return made
