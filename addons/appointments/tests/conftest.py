"""Alice books half an hour with Tara; the people are those of the consultations' tests."""

from __future__ import annotations

from typing import Any

import pytest

from addons.appointments.models import Appointment
from addons.consultations.tests.conftest import (
    alice,
    bob,
    category,
    make_consultant,
    noor,
    nothing_began,
    sam,
    tara,
)
from addons.providers.models import Provider

from .arrange import book

__all__ = [
    "alice",
    "bob",
    "category",
    "make_consultant",
    "noor",
    "nothing_began",
    "sam",
    "tara",
]


@pytest.fixture
def booked(alice: Any, tara: Provider) -> Appointment:
    """In two days at ten, for half an hour."""
    return book(alice, tara, note="My birth chart.")
