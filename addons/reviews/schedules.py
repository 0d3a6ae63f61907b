"""Who has not written after some days is reminded, once."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many

from .flow import ReviewRequestFlow
from .models import ReviewRequest

REMINDER = System("reviews.remind")


@scheduled(cron="*/15 * * * *", summary=_("Reminds customers once that they may review a job."))
def remind() -> int:
    due = ReviewRequest.objects.due()
    return perform_many(due, ReviewRequestFlow.remind, actor=REMINDER, via=Door.SCHEDULE).done
