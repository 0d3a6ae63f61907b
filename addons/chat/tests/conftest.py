"""Ann and Bob talk about a job's work session; Carl does not take part, Sue supports."""

from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.chat import points as chat
from addons.chat.models import Conversation
from addons.providers.models import Provider


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
def about(ann: Any) -> Provider:
    """Any record will do: chat knows nothing of what is talked about."""
    data = {"display_name": "Ann", "latitude": 28.6, "longitude": 77.2}
    return create(Provider, actor=ann, data=data, via=Door.PORTAL)


@pytest.fixture
def talk(about: Provider, ann: Any, bob: Any) -> Conversation:
    return chat.begin(about, [ann, bob])
