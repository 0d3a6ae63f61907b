"""What the kernel itself adds to the API, and what it forgets of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .points import ROUTERS, scheduled
from .surfaces.files import router
from .surfaces.idempotency import forget_old
from .uploads import forget_unused

ROUTERS.register("attachments", router)

scheduled(cron="20 * * * *", summary=_("Forgets the keys of requests two days later."))(forget_old)
scheduled(cron="50 3 * * *", summary=_("Deletes files that were sent and never used."))(
    forget_unused
)
