"""Ann and Bob talk about a job's work session; Carl does not take part, Sue supports."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.base.tests.parcels import pack
from addons.chat import points as chat
from addons.chat.models import Conversation
from tests.dummy.models import Parcel


@pytest.fixture
def ann(db: None) -> Any:
    return make_person("Ann")


@pytest.fixture
def bob(db: None) -> Any:
    return make_person("Bob")


@pytest.fixture
def carl(db: None) -> Any:
    return make_person("Carl")


@pytest.fixture
def sue(db: None) -> Any:
    return make_person("Sue", roles=("support_agent",))


@pytest.fixture
def about(ann: Any) -> Parcel:
    """Any record will do: chat knows nothing of what is talked about."""
    return pack(ann)


@pytest.fixture
def talk(about: Parcel, ann: Any, bob: Any) -> Conversation:
    return chat.begin(about, [ann, bob])
