"""What time does: a booking that is not paid in time is cancelled, forgotten money settled."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import one_by_one, perform_many
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job

from .extends.jobs_job import JobMoney
from .models import Settlement


@scheduled(every=60, summary=_("Cancels bookings whose card payment has not come in time."))
def cancel_unpaid() -> int:
    overdue = Job.objects.pending().filter(settlement__in=Settlement.objects.overdue())
    return one_by_one(overdue.select_related("customer"), cancel).done


def cancel(job: Job) -> None:
    """Look again: it may have been paid, or be on its way, since the sweep began."""
    if not Settlement.objects.overdue().of(job).exists():
        return
    with translation.override(job.customer.language):
        data = {"reason": gettext("It was not paid in time.")}
    # As read: whoever was faster has changed it.
    actor = System("job_payments.cancel_unpaid")
    perform(job, JobFlow.cancel, actor=actor, data=data, version=job.version, via=Door.SCHEDULE)


@scheduled(cron="*/10 * * * *", summary=_("Settles the money of jobs that ended by override."))
def settle_leftovers() -> int:
    ended = Job.objects.ended().filter(settlement__in=Settlement.objects.with_open_hold())
    actor = System("job_payments.settle_leftovers")
    return perform_many(ended, JobMoney.settle_leftover, actor=actor, via=Door.SCHEDULE).done
