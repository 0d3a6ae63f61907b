"""The worker: what runs when it is time, and whether it still does."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..events.integrity import check_integrity, open_integrity_check
from ..points import SEEDS, scheduled
from .progress import PING, Progress, progress
from .sync import sync_schedules

__all__ = ["PING", "Progress", "progress", "sync_schedules"]


@scheduled(every=2, summary=_("Shows that the worker gets on."))
def ping() -> int:
    return 0


scheduled(cron="30 2 * * *", summary=_("Opens the daily check of the event log."))(
    open_integrity_check
)
scheduled(every=60, summary=_("Checks that the event log and the records still agree."))(
    check_integrity
)

SEEDS.register("base.schedules", sync_schedules)
