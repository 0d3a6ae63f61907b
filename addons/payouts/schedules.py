"""What time does to payouts: once a week a run is prepared."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.policies import policy
from addons.base.workflow import Door, Refused, System
from addons.base.workflow.doors import create

from .calendar import latest, today
from .models import PayoutRun, PayoutsPolicy

WEEKLY = System("payouts.prepare_weekly")

logger = logging.getLogger(__name__)


@scheduled(cron="10 * * * *", summary=_("Prepares the week's payout run for finance to approve."))
def prepare_weekly() -> int:
    """This week's, if it is not there: weeks that were slept through are in it."""
    rules = policy(PayoutsPolicy)
    if not rules.prepares_weekly:
        return 0
    day = latest(rules.weekday, on=today())
    if PayoutRun.objects.of_week(day).exists():
        return 0
    data = {"until": day - timedelta(days=1)}
    try:
        create(PayoutRun, actor=WEEKLY, data=data, via=Door.SCHEDULE)
    except Refused as refusal:
        logger.info("No payout run for %s: %s", day, refusal.code)
        return 0
    except IntegrityError:
        # Another worker has just written the same week's.
        if PayoutRun.objects.of_week(day).exists():
            return 0
        raise
    return 1
