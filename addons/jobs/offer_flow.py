"""The life of an offer. Only the system moves it, as the provider answers on the job."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import (
    ANY,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Flow,
    SetOf,
    transition,
)

from .arguments import OfferArguments, RejectArguments
from .states import ACCEPTED, EXPIRED, OPEN, REJECTED, WITHDRAWN

if TYPE_CHECKING:
    from .models import Job, Offer


class OfferFlow(Flow):
    """A job put to one provider, with a deadline: who was asked, when, and what they said."""

    states = (OPEN, ACCEPTED, REJECTED, EXPIRED, WITHDRAWN)
    root = "job"
    history_permission = "jobs.watch_jobs"

    @transition(
        source=NEW,
        target=OPEN,
        label=_("Offer"),
        permission=SYSTEM_ONLY,
        arguments=OfferArguments,
        doors=MACHINE_DOORS,
        event="JOB_OFFERED",
    )
    def make(self: Offer, *, job: Job, provider: Any) -> None:
        """The provider is asked and has until the deadline."""
        self.job, self.provider = job, provider
        self.expires_at = clock.now() + timedelta(
            minutes=job.category.policy.offer_deadline_minutes
        )
        self.distance_m = provider.distance_to(job.latitude, job.longitude)

    @transition(
        source=OPEN,
        target=ACCEPTED,
        label=_("Accept"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def accept(self: Offer) -> None:
        """The provider took the job."""
        self.answered_at = clock.now()

    @transition(
        source=OPEN,
        target=REJECTED,
        label=_("Reject"),
        permission=SYSTEM_ONLY,
        arguments=RejectArguments,
        doors=MACHINE_DOORS,
    )
    def reject(self: Offer, *, reason: str) -> None:
        """The provider cannot come."""
        self.answered_at = clock.now()
        self.reject_reason = reason

    @transition(
        source=OPEN,
        target=EXPIRED,
        label=_("Expire"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        event="OFFER_EXPIRED",
        bulk=SetOf(),
    )
    def expire(self: Offer) -> None:
        """The deadline passed without an answer."""

    @transition(
        source=[OPEN, ACCEPTED],
        target=WITHDRAWN,
        label=_("Withdraw"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        event="OFFER_WITHDRAWN",
    )
    def withdraw(self: Offer) -> None:
        """The job went another way: cancelled, given back, or to somebody else."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the provider"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Offer) -> None:
        """The provider asked to be forgotten: that they were asked stays, their words go."""
        self.reject_reason = ""
