"""Everything that reviews do to a work session: who has spoken in public is not counted twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    MACHINE_DOORS,
    SAME,
    SYSTEM_ONLY,
    extends,
    transition,
)
from addons.jobs.states import SESSION_COMPLETED

if TYPE_CHECKING:
    from addons.jobs.models import WorkSession


@extends("jobs.WorkSession")
class SessionReviewed:
    @transition(
        source=SESSION_COMPLETED,
        target=SAME,
        label=_("Take back the rating"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def take_back_rating(self: WorkSession) -> None:
        """The customer has reviewed the job: that counts, and the rating at the finish no more."""
        self.rated_at = self.rating_published_at = None
