"""People who call, and a parcel of one of them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from addons.base.workflow import Door
from addons.base.workflow.doors import create
from tests.dummy.models import Parcel
from tests.rest.caller import BOX, Caller, person


@pytest.fixture
def ann():
    return person("ann")


@pytest.fixture
def sender(ann):
    return Caller(ann)


@pytest.fixture
def other():
    return Caller(person("bob"))


@pytest.fixture
def carrier_user():
    return person("cara", is_staff=True)


@pytest.fixture
def carrier(carrier_user):
    return Caller(carrier_user)


@pytest.fixture
def chief():
    user = person("dora", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="administrator")[0])
    return Caller(user)


@pytest.fixture
def nobody():
    return Caller()


@pytest.fixture
def parcel(ann):
    return create(Parcel, actor=ann, via=Door.REST, data=BOX)


@pytest.fixture
def path(parcel):
    return f"parcels/{parcel.pk}/"
