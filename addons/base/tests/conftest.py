from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.base.tests.parcels import pack, send
from addons.base.workflow.compose import ComposedFlow, flow_of
from tests.dummy.models import Parcel


@pytest.fixture
def ann(db: None) -> Any:
    """Sends parcels."""
    return make_person("Ann")


@pytest.fixture
def bob(db: None) -> Any:
    """Sends other parcels."""
    return make_person("Bob")


@pytest.fixture
def carl(db: None) -> Any:
    """The carrier: staff."""
    return make_person("Carl", roles=("carrier",))


@pytest.fixture
def ada(db: None) -> Any:
    return make_person("Ada", roles=("administrator",))


@pytest.fixture
def parcel(ann: Any) -> Parcel:
    return pack(ann)


@pytest.fixture
def sent(parcel: Parcel, ann: Any) -> Parcel:
    return send(parcel, ann)


@pytest.fixture
def composed() -> ComposedFlow:
    """A parcel's flow of our own, so that the real one stays as it is."""
    real = flow_of(Parcel)
    return replace(
        real,
        states=dict(real.states),
        transitions=dict(real.transitions),
        state_addons=dict(real.state_addons),
    )
