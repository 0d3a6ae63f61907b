"""People for tests. The models are imported inside: this file is read before the apps are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from addons.accounts.models import User


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Nothing that was counted for an earlier test."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def make_person(db: Any) -> Callable[..., User]:
    """A person with a verified address; `role=` makes them staff."""
    from .people import make

    return make


@pytest.fixture
def asha(make_person: Callable[..., User]) -> User:
    return make_person()


@pytest.fixture
def dispatcher(make_person: Callable[..., User]) -> User:
    return make_person("dispatcher@example.com", name="Devender Chauhan", role="dispatcher")


@pytest.fixture
def administrator(make_person: Callable[..., User]) -> User:
    return make_person("admin@example.com", name="Anjali Mathur", role="administrator")
