"""A new line in the inbox is heard on `/ws/notifications/`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.chain import plain
from addons.base.points import STREAMS, Stream

from .models import Notification


def tell(notification: Notification) -> Iterator[tuple[int, dict[str, Any]]]:
    """That there is one and how many are unread; the page fetches it. No words: what happens while
    somebody looks is said by the tellings."""
    unread = Notification.objects.of(notification.user).unread().count()
    message = {
        "type": "notification",
        "id": notification.pk,
        "kind": notification.kind,
        "unread": unread,
        "timestamp": plain(notification.created_at),
    }
    yield notification.user_id, message


STREAMS.register("notifications.notification", Stream(tell))
