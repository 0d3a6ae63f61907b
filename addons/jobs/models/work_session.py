from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.models import Record

from ..querysets import WorkSessionQuerySet
from ..states import ACTIVE
from ..work_session_flow import WorkSessionFlow
from .job import Side


class WorkSession(WorkSessionFlow, Record):
    """The live link between customer and provider; keeps the customer's private rating."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="work_sessions")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="work_sessions")
    started_at = models.DateTimeField(_("opened"))
    completed_at = models.DateTimeField(_("ended"), null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_as = models.CharField(max_length=10, choices=Side, blank=True)
    rating_stars = models.PositiveSmallIntegerField(
        _("stars"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_description = models.TextField(_("how it was"), blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    rating_published_at = models.DateTimeField(null=True, blank=True)

    objects = WorkSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("work session")
        verbose_name_plural = _("work sessions")
        constraints = [
            models.UniqueConstraint(
                fields=["job"],
                condition=models.Q(state="active"),
                name="one_active_work_session_per_job",
            )
        ]
        indexes = [
            models.Index(
                fields=["rated_at"],
                condition=models.Q(rated_at__isnull=False, rating_published_at__isnull=True),
                name="rating_under_embargo",
            )
        ]

    @property
    def is_active(self) -> bool:
        return self.state == ACTIVE.key

    @property
    def parties(self) -> set[int]:
        """The user ids of the two sides."""
        return {self.customer_id, self.provider.user_id}

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ("job__id", "state")

    def __str__(self) -> str:
        return f"{self.job}: {self.state_label}"
