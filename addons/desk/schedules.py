"""What time does at the desk: replies go out, and what is over is forgotten."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.points import scheduled

from .models import HeldReply
from .sending import send

logger = logging.getLogger(__name__)

# A page that sends once more after a lost answer does so long before.
KEPT: Final = timedelta(days=2)


@scheduled(every=2, summary=_("Sends replies that nobody has taken back."))
def send_what_was_held() -> int:
    """One that fails holds up nobody else's; it is tried again with the next look."""
    sent = 0
    for reply in list(HeldReply.objects.due().select_related("agent", "ticket")):
        try:
            sent += send(reply)
        except Exception:
            logger.exception("Held reply %s could not be sent", reply.pk)
    return sent


@scheduled(cron="25 4 * * *", summary=_("Forgets keys of replies sent days ago."))
def forget_what_was_sent() -> int:
    old = HeldReply.objects.filter(done_at__lt=clock.now() - KEPT)
    return old.delete()[0]
