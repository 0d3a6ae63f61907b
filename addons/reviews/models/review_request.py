from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.base.policies import policy
from addons.jobs.models import Job

from ..flow import ReviewRequestFlow
from ..policies import ReviewsPolicy
from ..querysets import ReviewRequestQuerySet


class ReviewRequest(ReviewRequestFlow, Record):
    """That the customer of a job was asked for a review, and when they are reminded of it."""

    job = models.OneToOneField(
        "jobs.Job", models.PROTECT, verbose_name=_("job"), related_name="review_request"
    )
    remind_at = models.DateTimeField(_("reminder"))

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review requests")
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=models.Q(state="asked"),
                name="review_request_to_remind",
            )
        ]

    def __str__(self) -> str:
        return str(self.job)

    def plan_for(self, job: Job) -> None:
        """The deadline holds whatever becomes of the policy."""
        self.job = job
        self.remind_at = clock.now() + timedelta(days=policy(ReviewsPolicy).days_until_reminder)
