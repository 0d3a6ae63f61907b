from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many
from addons.jobs.models import Job

from .extends.jobs_job import JobUnderWarranty
from .states import CLAIMED

PATIENCE = timedelta(days=60)


@scheduled(cron="30 4 * * *", summary=_("Settles claims that nobody spoke of for sixty days."))
def settle_old_claims() -> int:
    old = Job.objects.filter(state=CLAIMED.key, state_since__lt=clock.now() - PATIENCE)
    actor = System("warranty.settle_old_claims")
    return perform_many(old, JobUnderWarranty.settle, actor=actor, via=Door.SCHEDULE).done
