"""The life of a work session. Only the system moves it, as the job moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import ANY, MACHINE_DOORS, NEW, SAME, SYSTEM_ONLY, Flow, transition

from .arguments import OpenArguments, SessionFinishArguments
from .conditions import has_private_rating
from .states import ACTIVE, SESSION_CANCELLED, SESSION_COMPLETED

if TYPE_CHECKING:
    from .models import Job, WorkSession


class WorkSessionFlow(Flow):
    """The live link between the two sides, from the assignment until somebody finishes or cancels."""

    states = (ACTIVE, SESSION_COMPLETED, SESSION_CANCELLED)
    root = "job"
    history_permission = "jobs.watch_jobs"

    @transition(
        source=NEW,
        target=ACTIVE,
        label=_("Open"),
        permission=SYSTEM_ONLY,
        arguments=OpenArguments,
        doors=MACHINE_DOORS,
    )
    def open(self: WorkSession, *, job: Job) -> None:
        """A provider has the job: both sides may talk and see each other's distance."""
        self.job, self.customer, self.provider = job, job.customer, job.provider
        self.started_at = clock.now()

    @transition(
        source=ACTIVE,
        target=SESSION_COMPLETED,
        label=_("Complete"),
        permission=SYSTEM_ONLY,
        arguments=SessionFinishArguments,
        doors=MACHINE_DOORS,
    )
    def complete(
        self: WorkSession,
        *,
        completed_by: Any,
        completed_as: str,
        rating_stars: int | None,
        rating_description: str,
    ) -> None:
        """The work is done; a rating that came with the finish stays private for now."""
        self.completed_at = clock.now()
        self.completed_by, self.completed_as = completed_by, completed_as
        if rating_stars is not None or rating_description:
            self.rating_stars, self.rating_description = rating_stars, rating_description
            self.rated_at = clock.now()

    @transition(
        source=ACTIVE,
        target=SESSION_CANCELLED,
        label=_("Cancel"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def cancel(self: WorkSession) -> None:
        """The job was cancelled or went to somebody else."""
        self.completed_at = clock.now()

    @transition(
        source=SESSION_COMPLETED,
        target=SAME,
        label=_("Publish the rating"),
        permission=SYSTEM_ONLY,
        conditions=[has_private_rating],
        doors=MACHINE_DOORS,
    )
    def publish_rating(self: WorkSession) -> None:
        """The embargo is over: the rating counts, and everybody may read it."""
        self.rating_published_at = clock.now()

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: WorkSession) -> None:
        """The customer asked to be forgotten: their words go, their stars count on."""
        self.rating_description = ""
