"""Two who follow a parcel: whose it is, and one of the staff."""

from __future__ import annotations

import pytest

from tests.live_support import cookie_of, make_parcel, make_user


@pytest.fixture
def ann():
    return make_user("ann")


@pytest.fixture
def ann_cookie(ann):
    return cookie_of(ann)


@pytest.fixture
def staff():
    return make_user("sam", is_staff=True)


@pytest.fixture
def staff_cookie(staff):
    return cookie_of(staff)


@pytest.fixture
def parcel(ann):
    return make_parcel(ann)
