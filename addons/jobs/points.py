"""What other addons may add to booking and to the pages about jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from addons.base.registry import ListRegistry, Registry
from addons.base.workflow import Arguments
from addons.base.workflow.states import Text

if TYPE_CHECKING:
    from .models import Job


class BookingQuestion(Arguments):
    """One more question of a booking, on its page of who and when. It knows the chosen time.

    Its fields are drawn below the times and bear names that no other question has. `carry_out` is
    called in the transaction of the booking and may refuse it.
    """

    def __init__(self, *args: Any, at: datetime | None = None, **kwargs: Any) -> None:
        self.at = at
        super().__init__(*args, **kwargs)

    def said(self) -> str:
        """What the last page repeats of the answer; empty where there is nothing to say."""
        raise NotImplementedError

    def carry_out(self, job: Job, *, actor: Any) -> None:
        """Do it with the job that has just been booked."""
        raise NotImplementedError


BOOKING_QUESTIONS: Registry[type[BookingQuestion]] = Registry(
    "booking question",
    "`portal.py`: name → BookingQuestion, asked on the portal's page of who and when. Not asked by "
    "the API or the console, which use the addon's own transitions.",
)


@dataclass(frozen=True)
class JobLink:
    """A line on the job's page that leads to what else there is about it."""

    text: Text
    url: str
    icon: str


JOB_LINKS: ListRegistry[Callable[[Job, Any], JobLink | None]] = ListRegistry(
    "job link",
    "`portal.py`: (job, reader) → JobLink or None, below the work on the job's page in the portal. "
    "Asked whenever that part is drawn.",
)


@dataclass(frozen=True)
class JobsPanel:
    """A panel above a person's own jobs, for either side. Without values (None) it is left out."""

    template: str
    values: Callable[[Any], dict[str, Any] | None]


JOBS_PANELS: ListRegistry[JobsPanel] = ListRegistry(
    "jobs panel", "`portal.py`: JobsPanel, drawn on the portal's My jobs and My work."
)
