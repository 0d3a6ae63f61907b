from __future__ import annotations

from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.base.tests.parcels import pack, send
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
