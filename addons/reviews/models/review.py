from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.models import Attachment, Record
from addons.base.workflow import Forbidden, Refused
from addons.jobs.models import Job

from ..flow import ReviewFlow
from ..querysets import ReviewQuerySet


class Review(ReviewFlow, Record):
    """What a customer says in public of a job, and what the provider says to it."""

    job = models.OneToOneField(
        "jobs.Job", models.PROTECT, verbose_name=_("job"), related_name="review"
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("customer"), related_name="+"
    )
    provider = models.ForeignKey(
        "providers.Provider", models.PROTECT, verbose_name=_("provider"), related_name="+"
    )
    stars = models.PositiveSmallIntegerField(
        _("stars"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    text = models.TextField(_("review"), blank=True)
    answer_text = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        indexes = [
            models.Index(fields=["provider", "state", "-created_at"], name="review_of_provider"),
            models.Index(fields=["customer", "-id"], name="review_of_customer"),
            models.Index(fields=["state", "-id"], name="review_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__gte=1, stars__lte=5), name="review_one_to_five_stars"
            )
        ]

    def __str__(self) -> str:
        return f"V-{self.pk or 0:05d}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.pk])

    @property
    def is_public(self) -> bool:
        return type(self).objects.published().filter(pk=self.pk).exists()

    @property
    def photos(self) -> models.QuerySet[Attachment]:
        return Attachment.objects.of(self).exclude(file="")

    def be_about(self, job: Job, *, by: Any) -> None:
        """Take the job and its two sides, if this person may review it now."""
        # Who writes twice at once waits here, and is told the same as somebody later.
        job = Job.objects.select_for_update(no_key=True).get(pk=job.pk)
        if job.customer_id != by.pk:
            raise Forbidden(_("Only the customer of a job can review it."))
        if job.provider is None or not job.is_confirmed:
            text = _("You can review this job as soon as the work is confirmed.")
            raise Refused("not_confirmed", text)
        if type(self).objects.filter(job=job).exists():
            raise Refused("already_reviewed", _("You have reviewed this job already."))
        self.job, self.customer, self.provider = job, job.customer, job.provider
