from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record

from ..offer_flow import OfferFlow
from ..querysets import OfferQuerySet


class Offer(OfferFlow, Record):
    """A job put to one provider, with a deadline."""

    job = models.ForeignKey("jobs.Job", models.PROTECT, related_name="offers")
    provider = models.ForeignKey("providers.Provider", models.PROTECT, related_name="job_offers")
    expires_at = models.DateTimeField(_("answer until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reject_reason = models.CharField(_("why not"), max_length=500, blank=True)
    distance_m = models.PositiveIntegerField(_("distance"), null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.UniqueConstraint(
                fields=["job"], condition=models.Q(state="open"), name="one_open_offer_per_job"
            ),
            models.UniqueConstraint(
                fields=["job"],
                condition=models.Q(state="accepted"),
                name="one_accepted_offer_per_job",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=models.Q(state="open"), name="offer_deadline"
            ),
            models.Index(fields=["provider", "-id"], name="offer_of_provider"),
        ]

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ("job__id", "provider__display_name")

    def __str__(self) -> str:
        return f"{self.job} → {self.provider}"

    @property
    def seconds_given(self) -> int:
        """How long the provider had when asked: a full ring of the countdown."""
        return round((self.expires_at - self.created_at).total_seconds())

    @property
    def is_answerable(self) -> bool:
        return self.state == "open" and self.expires_at > clock.now()
