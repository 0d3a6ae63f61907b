"""Who sees which confirmations, and which of them have something to do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role
from addons.jobs.querysets import watches

from .states import ESCALATED, OPEN, PENDING

# Those who talk to customers; those who send people out read along.
follows_up = has_role("support_agent", "support_manager")
REMINDED_BEFORE = timedelta(hours=24)


class CompletionQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """The two sides of the job, and staff who watch over jobs."""
        if watches(user):
            return self
        return self.filter(Q(job__customer=user) | Q(job__provider__user=user))

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def of(self, job: Any) -> Self:
        return self.filter(job=job)

    def overdue(self) -> Self:
        """Nobody has answered, and the deadline is past."""
        return self.filter(state=PENDING, deadline__lte=clock.now())

    def to_remind(self) -> Self:
        """Those whose deadline comes within a day and whose customer was not reminded yet."""
        soon = clock.now() + REMINDED_BEFORE
        waiting = self.filter(state=PENDING, reminded_at=None, deadline__gt=clock.now())
        return waiting.filter(deadline__lte=soon)

    def to_complete(self) -> Self:
        """Tried often and long enough."""
        tried = self.filter(state=ESCALATED, failed_attempts__gte=F("attempts_needed"))
        return tried.filter(auto_completes_at__lte=clock.now())

    def needs_follow_up(self) -> Self:
        """Whoever has not answered in time, those who wait longest first."""
        late = Q(state=ESCALATED) | Q(state=PENDING, deadline__lte=clock.now())
        return self.filter(late).order_by("deadline", "pk")

    def latest_of(self, jobs: Iterable[Any]) -> dict[Any, Any]:
        """The last request of each job that had one."""
        rows = self.filter(job__in=list(jobs)).order_by("round")
        rows = rows.select_related("requested_by", "agent", "completed_by")
        # The last of a job stays.
        return {each.job_id: each for each in rows.prefetch_related("attempts")}

    def with_people(self) -> Self:
        return self.select_related("job__category", "job__customer", "job__provider__user", "agent")


class AttemptQuerySet(models.QuerySet[Any]):
    def failed(self) -> Self:
        return self.filter(reached=False)
