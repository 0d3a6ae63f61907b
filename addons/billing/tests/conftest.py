"""Ann has bought, Tara has worked; Fay keeps the books, Max leads support, Ada administers."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person


@pytest.fixture
def ann(db: None) -> Any:
    return make_person("Ann")


@pytest.fixture
def bob(db: None) -> Any:
    return make_person("Bob")


@pytest.fixture
def tara(db: None) -> Any:
    return make_person("Tara")


@pytest.fixture
def fay(db: None) -> Any:
    return make_person("Fay", roles=("finance",))


@pytest.fixture
def fred(db: None) -> Any:
    return make_person("Fred", roles=("finance",))


@pytest.fixture
def max_(db: None) -> Any:
    return make_person("Max", roles=("support_manager",))


@pytest.fixture
def ada(db: None) -> Any:
    return make_person("Ada", roles=("administrator",))
