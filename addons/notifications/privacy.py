from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal

from .models import Delivery, Notification, Preference


def inbox_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from Notification.objects.of(user).values(
        "kind", "title", "text", "created_at", "read_at"
    )


def deliveries_to(user: Any) -> Iterator[dict[str, Any]]:
    yield from Delivery.objects.filter(user=user).values("notice", "channel", "state", "created_at")


def preferences_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from Preference.objects.filter(user=user).values("notice", "channel", "wanted")


def forget_inbox(user: Any) -> None:
    Notification.objects.filter(user=user).delete()


def forget_deliveries(user: Any) -> None:
    Delivery.objects.filter(user=user).delete()


def forget_preferences(user: Any) -> None:
    Preference.objects.filter(user=user).delete()


for name, export, erase in (
    ("notifications.Notification", inbox_of, forget_inbox),
    ("notifications.Delivery", deliveries_to, forget_deliveries),
    ("notifications.Preference", preferences_of, forget_preferences),
):
    PERSONAL.register(name, Personal(name, export, erase))
