"""A parcel that was sent, and a notice about it, as another addon would declare one."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _fresh() -> None:
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def asha(db: Any) -> Any:
    from addons.accounts.models import User

    return User.objects.create_user("asha@example.com", name="Asha Rao", password="x" * 12)


@pytest.fixture
def bala(db: Any) -> Any:
    from addons.accounts.models import User

    return User.objects.create_user("bala@example.com", name="Bala Iyer", password="x" * 12)


@pytest.fixture
def event(asha: Any) -> Any:
    from addons.base.models import Event
    from addons.base.workflow import Door
    from addons.base.workflow.doors import create, perform
    from tests.dummy.flow import ParcelFlow
    from tests.dummy.models import Parcel

    data = {"title": "Books", "weight": "3.5"}
    parcel = create(Parcel, actor=asha, via=Door.REST, data=data)
    perform(parcel, ParcelFlow.send, actor=asha, via=Door.REST)
    return Event.objects.get(record_type="dummy.parcel", transition="send")


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch, asha: Any) -> Any:
    """Declares a notice as a `notices.py` does; the registries are theirs again afterwards."""
    from addons.base.points import EFFECTS
    from addons.notifications.points import NOTICES, declare_notice
    from tests.dummy.flow import ParcelFlow

    # Without those of other addons, which would stand among the choices.
    monkeypatch.setattr(NOTICES, "_entries", {})
    monkeypatch.setattr(EFFECTS, "_entries", dict(EFFECTS._entries))
    for registry in (NOTICES, EFFECTS):
        monkeypatch.setattr(registry, "_sealed", False)

    def declare(name: str = "sent", **changes: Any) -> Any:
        usual = {
            "after": ParcelFlow.send,
            "title": "A parcel is sent",
            "subject": "{what} is on its way",
            "text": "You sent {what} at {when}. It costs {price}.",
            "fields": {"what": "what is in it", "when": "when", "price": "what it costs"},
            "audience": lambda event: [asha.pk],
            "context": context,
            "url": lambda event: f"/dummy/{event.record_id}/",
        }
        return declare_notice(name, **(usual | changes))

    return declare


def context(event: Any) -> dict[str, Any]:
    from decimal import Decimal

    return {"what": event.get_record().title, "when": event.at, "price": Decimal("150")}
