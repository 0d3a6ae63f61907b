from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled

from .checking import check_today
from .resolving import expire_due


@scheduled(every=60, summary=_("Gives back money whose hold has expired."))
def expire_holds() -> int:
    return expire_due()


@scheduled(cron="20 3 * * *", summary=_("Recounts the ledger: every balance, transfer and hold."))
def check_ledger() -> int:
    return check_today()
