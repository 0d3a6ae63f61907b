"""What a series does to jobs, and what jobs do to a series, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from addons.base.points import follows
from addons.base.workflow import Door, Refused, System
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job

from .flow import SeriesFlow
from .models import Occurrence, Series

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

RHYTHM = System("recurring.rhythm")


@follows(SeriesFlow.begin)
def count_the_first(series: Series, change: Change) -> None:
    """The booking that repeats is its first date."""
    job = change.arguments["job"]
    first = Occurrence(series=series, on=series.starts_on, at=job.scheduled_at, outcome="booked")
    first.job, first.total = job, job.total
    try:
        # A savepoint, so that the transaction survives the refusal on PostgreSQL.
        with transaction.atomic():
            first.save()
    except IntegrityError:
        text = _("This booking repeats already.")
        raise Refused("repeats_already", text, field="job") from None


@follows(SeriesFlow.book_next)
def book_the_job(series: Series, change: Change) -> None:
    """The usual provider is asked if they can come, else anyone near; the price is today's."""
    occurrence = series.occurrences.get(on=change.arguments["on"])
    occurrence.total_before = series.last_total()
    data = series.booking(occurrence)
    job = create(Job, actor=RHYTHM, data=data, via=Door.FOLLOW_UP)
    occurrence.job, occurrence.total = job, job.total
    occurrence.save()


@follows(SeriesFlow.skip_next)
def cancel_the_skipped(series: Series, change: Change) -> None:
    skipped = Job.objects.under_way().filter(
        occurrence__series=series, occurrence__outcome="skipped"
    )
    data = {"reason": change.reason or _("This date is skipped.")}
    for job in skipped:
        perform(job, JobFlow.cancel, actor=change.actor, data=data, via=Door.FOLLOW_UP)


@follows(JobFlow.accept, JobFlow.assign)
def keep_who_came_first(job: Job, change: Change) -> None:
    """A series without a usual provider gets the one who took this job."""
    data = {"provider": job.provider_id}
    for series in Series.objects.under_way().filter(provider=None, occurrences__job=job):
        perform(series, SeriesFlow.settle_on, actor=RHYTHM, data=data, via=Door.FOLLOW_UP)
