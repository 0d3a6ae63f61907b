"""People at the console."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission

from addons.base.testing.people import make_person
from tests.console.support import SIGNED_IN_BY


@pytest.fixture
def ann() -> Any:
    return make_person("Ann")


@pytest.fixture
def carl() -> Any:
    return console_person("Carl", "carrier")


@pytest.fixture
def ada() -> Any:
    return console_person("Ada", "administrator")


@pytest.fixture
def desk(client: Any, carl: Any) -> Any:
    client.force_login(carl, SIGNED_IN_BY)
    return client


@pytest.fixture
def office(client: Any, ada: Any) -> Any:
    client.force_login(ada, SIGNED_IN_BY)
    return client


def console_person(name: str, role: str) -> Any:
    person = make_person(name, roles=(role,))
    Group.objects.get(name=role).permissions.add(Permission.objects.get(codename="access_admin"))
    return person
