"""Who finds what was told to whom: see addons/base/testing/access.py."""

from __future__ import annotations

from typing import Any

from addons.base import clock
from addons.base.models import Event
from addons.base.testing.access import STAFF, Cells
from addons.base.tests.parcels import pack
from addons.notifications.models import Delivery, Notification, NotificationTemplate


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    parcel = pack(people["customer"])
    about = {"user": people["customer"], "event": Event.objects.of(parcel).get()}
    now = clock.now()
    return {
        "notification": Notification.objects.create(
            kind="test", title="Hello", url="/jobs/", created_at=now, **about
        ),
        "delivery": Delivery.objects.create(
            notice="test", channel="mail", created_at=now, changed_at=now, **about
        ),
        "text": NotificationTemplate.objects.first(),
    }


ADMINISTRATOR = {"administrator"}


def console(prefix: str, thing: str, finds: set[str]) -> dict[str, Cells]:
    pages = ("edit", "history", "history-results", "usage")
    rows = {f"admin/{prefix}/{page}/<int:pk>/": Cells(thing, finds, knows=STAFF) for page in pages}
    return {**rows, f"admin/{prefix}/delete/<int:pk>/": Cells(thing, set(), knows=STAFF)}


PAGES = {
    # It leads on to what it is about.
    "notifications/<int:pk>/": Cells("notification", {"customer"}, get=302),
    **console("notifications/texts", "text", ADMINISTRATOR),
    # The log is a list and nothing more.
    **console("notifications/sent", "delivery", set()),
}
