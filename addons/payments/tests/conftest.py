"""Asha and Bala pay, Ravi takes cash; Fay keeps the books, Mona manages support."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.payments.tests.stripe_house import simulator

__all__ = ["simulator"]


@pytest.fixture
def asha(db: None) -> Any:
    return make_person("Asha")


@pytest.fixture
def bala(db: None) -> Any:
    return make_person("Bala")


@pytest.fixture
def ravi(db: None) -> Any:
    return make_person("Ravi")


@pytest.fixture
def fay(db: None) -> Any:
    return make_person("Fay", roles=("finance",))


@pytest.fixture
def mona(db: None) -> Any:
    return make_person("Mona", roles=("support_manager",))
