"""Many at once around one provider."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import QuerySet

from addons.base.testing.races import at_once
from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.providers.models import Provider

from .arrange import CENTRE, person

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 16


def apply_at_once() -> list[str]:
    """What everyone of the crowd was answered: the same person, from as many tabs."""
    user = person()
    data = {"display_name": "Ravi", "latitude": CENTRE[0], "longitude": CENTRE[1]}

    def apply(_number: int) -> Provider:
        return create(Provider, actor=user, via=Door.PORTAL, data=data)

    answers = at_once(CROWD, apply)
    assert Provider.objects.filter(user=user).count() == 1
    return sorted(getattr(answer, "code", type(answer).__name__) for answer in answers)


def test_who_applies_many_times_at_once_is_one_provider_and_told_so():
    assert apply_at_once() == ["Provider"] + ["already_applied"] * (CROWD - 1)


@pytest.mark.postgres
def test_without_the_lock_the_database_alone_refuses_the_second(monkeypatch):
    assert connection.vendor == "postgresql"
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    assert "IntegrityError" in apply_at_once()
