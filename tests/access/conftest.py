"""The world that the matrix walks through: one person of each role, one thing of each kind."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponseForbidden
from wagtail.images import get_image_model

from addons.base import remembered
from addons.base.points import ROLES
from addons.base.testing.access import OUTSIDERS
from addons.base.testing.people import make_person
from tests.access.tables import tables


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of refusals are what is asked for here, and no news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(autouse=True)
def no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is undone, so a picture would be drawn anew for every page."""
    drawn = SimpleNamespace(url="/media/tap.webp", alt="Tap", width=8, height=8)
    monkeypatch.setattr(get_image_model(), "get_rendition", lambda self, size: drawn)


@pytest.fixture(autouse=True)
def rights_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer is undone, so nobody's rights change here."""
    monkeypatch.setattr(remembered, "is_settled", lambda: True)
    monkeypatch.setattr(remembered, "KEPT_FOR", 3600.0)


@pytest.fixture
def plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of a refusal knows nothing of what was asked for; drawing it is most of the work."""
    urls = import_module(settings.ROOT_URLCONF)
    refuse = HttpResponseForbidden
    monkeypatch.setattr(urls, "handler403", lambda *_, **__: refuse("refused"), raising=False)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Once for all roles of a module, which undo what they did."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def people(made: None) -> dict[str, Any]:
    outsiders = {name: make_person(name) for name in OUTSIDERS[1:]}
    staff = {role: make_person(role, roles=(role,)) for role in ROLES}
    return {"anonymous": AnonymousUser(), **outsiders, **staff}


@pytest.fixture(scope="module")
def world(people: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for table in tables():
        made |= table.things(people, made)
    return made
