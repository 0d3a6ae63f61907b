"""People at the console."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person
from tests.console.support import SIGNED_IN_BY


@pytest.fixture
def ann() -> Any:
    return make_person("Ann")


@pytest.fixture
def carl() -> Any:
    return make_person("Carl", roles=("carrier",))


@pytest.fixture
def ada() -> Any:
    return make_person("Ada", roles=("administrator",))


@pytest.fixture
def desk(client: Any, carl: Any) -> Any:
    client.force_login(carl, SIGNED_IN_BY)
    return client


@pytest.fixture
def office(client: Any, ada: Any) -> Any:
    client.force_login(ada, SIGNED_IN_BY)
    return client
