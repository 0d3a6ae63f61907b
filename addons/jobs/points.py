"""What other addons may add to booking, to when a job is offered, and to the pages about jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from addons.base.events.chain import plain
from addons.base.registry import ListRegistry, Registry
from addons.base.workflow import Arguments, State
from addons.base.workflow.states import Text

from .states import CANCELLED, COMPLETED

if TYPE_CHECKING:
    from addons.base.models import Event
    from addons.base.workflow.changes import Change
    from addons.catalog.models import ServiceCategory

    from .models import Job

# --- how a job is paid ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Obstacle:
    """Why a way to pay cannot be chosen now, and the page where that can be mended.

    `code` and `missing` go to machines. `url` is asked with `next`: where the person comes from.
    """

    code: str
    message: Text
    missing: Decimal | None = None
    url: str = ""
    label: Text = ""

    def way_out(self, *, back: str) -> str:
        """The page that mends it, which leads back here."""
        mark = "&" if "?" in self.url else "?"
        return f"{self.url}{mark}{urlencode({'next': back})}" if self.url else ""


@dataclass(frozen=True, kw_only=True)
class PaymentMethod:
    """A way to pay for a job; jobs know no more of money than this.

    `explain(category)`: what happens to the money, when, and what cancelling costs, read before
    booking. `total`: the label of the sum. `offer_note`: what a provider reads who is asked.
    `promise`: a sentence on the customer's page while the job is under way.
    `why_not(customer, total)`: asked on the page before booking and by the booking itself.
    `instead`: the key of the method by which a job is paid that the system books ahead, if this
    one cannot be used then; without one it is not booked. `after(job)`: where the customer goes from
    a booking, if not to its page. `before_work`: whether the money is sure before anybody comes;
    no other method is taken where the category is paid before the work.
    """

    label: Text
    icon: str
    explain: Callable[[ServiceCategory], Text]
    total: Text
    offer_note: Text
    promise: Text = ""
    why_not: Callable[[Any, Decimal], Obstacle | None] | None = None
    instead: str = ""
    after: Callable[[Job], str] | None = None
    before_work: bool = True
    order: int = 50

    def obstacle(self, customer: Any, total: Decimal) -> Obstacle | None:
        return self.why_not(customer, total) if self.why_not is not None else None


PAYMENT_METHODS: Registry[PaymentMethod] = Registry(
    "payment method",
    "`slots.py`: key → PaymentMethod, what a booking can be paid by; `cash` is jobs' own. Money "
    "itself moves in follow-ups of the addon that brings the method. A job keeps the key of a method "
    "whose addon is off; new ones cannot choose it.",
)


def methods_for(category: ServiceCategory) -> dict[str, PaymentMethod]:
    """The ways to pay for work of the category by their key, in the order in which they are shown."""
    ordered = sorted(PAYMENT_METHODS.items(), key=lambda item: item[1].order)
    is_prepaid = category.policy.is_prepaid
    return {key: method for key, method in ordered if method.before_work or not is_prepaid}


# --- when it is offered --------------------------------------------------------------------------

HOLDS_BACK: ListRegistry[Callable[[Job], bool]] = ListRegistry(
    "reason to hold back",
    "`slots.py`: (job that is being booked, not saved yet) → whether it must wait before anybody is "
    "asked. Asked once, by the booking. Whoever said yes lets it go by JobFlow.begin_to_look.",
)

# --- pages -----------------------------------------------------------------------------------


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
class JobPanel:
    """A panel on the job's page in the portal, for either side; left out where `values` gives None.

    `place`: `top` is below the headline, for what the reader has to do; `money` in the card about
    money. The template gets what `values(job, reader)` gives.
    """

    place: str
    template: str
    values: Callable[[Job, Any], dict[str, Any] | None]


JOB_PANELS: ListRegistry[JobPanel] = ListRegistry(
    "job panel",
    "`portal.py`: JobPanel, drawn in the parts `status` and `side` of the job's page, and again "
    "whenever the job changes.",
)


@dataclass(frozen=True)
class JobsPanel:
    """A panel above a person's own jobs, for either side. Without values (None) it is left out."""

    template: str
    values: Callable[[Any], dict[str, Any] | None]


JOBS_PANELS: ListRegistry[JobsPanel] = ListRegistry(
    "jobs panel", "`portal.py`: JobsPanel, drawn on the portal's My jobs and My work."
)

# --- how it ends ---------------------------------------------------------------------------------

CONFIRMED: ListRegistry[State] = ListRegistry(
    "state of confirmed work",
    "`extends/jobs_job.py`: states in which the work counts as confirmed, for what hangs on that such "
    "as money, ratings and reviews. The addon that brings one decides alone: only where none is "
    "registered is it jobs' own `completed`.",
)


def confirmed_states() -> list[str]:
    """The states in which the work counts as confirmed, whichever addon sees to that."""
    return [state.key for state in CONFIRMED] or [COMPLETED.key]


Following = Callable[["Job", "Change"], None]

WHEN_CONFIRMED: ListRegistry[Following] = ListRegistry(
    "follow-up of confirmed work",
    "`follows.py`, by @when_confirmed: called once for a job, inside the transaction that confirms "
    "its work, with the change that led there. Not called by an override. Notices and effects hang "
    "on a transition that is performed from here.",
)
WHEN_CALLED_OFF: ListRegistry[Following] = ListRegistry(
    "follow-up of a job called off",
    "`follows.py`, by @when_called_off: called inside the transaction that cancels the job, whichever "
    "transition did. Not called by an override.",
)


def when_confirmed(run: Following) -> Following:
    """Run the function of (job, change) as soon as the work counts as confirmed."""
    WHEN_CONFIRMED.register(run)
    return run


def when_called_off(run: Following) -> Following:
    """Run the function of (job, change) when the job is cancelled."""
    WHEN_CALLED_OFF.register(run)
    return run


def follow_its_end(job: Job, change: Change) -> None:
    """Call what hangs on the end that the job has come to, if it has come to one.

    A follow-up of each transition that may lead there; an addon that brings one hangs this on it.
    """
    if job.state == change.previous_state:
        return
    if job.state in confirmed_states():
        for run in WHEN_CONFIRMED:
            run(job, change)
    elif job.state == CANCELLED.key:
        for run in WHEN_CALLED_OFF:
            run(job, change)


def end_work(job: Job) -> None:
    """In a follow-up of a transition that ends the work: close what the two sides had open."""
    from .follows import end_the_work  # the follow-ups ask what hangs on the end

    end_the_work(job)


def take_up_work(job: Job) -> None:
    """In a follow-up of a transition that leads back to work: a new work session opens."""
    from .follows import take_up_the_work  # the follow-ups ask what hangs on the end

    take_up_the_work(job)


def job_update(event: Event, job: Job, name: str, text: str) -> dict[str, Any]:
    """The `job_update` message of the contract, for functions under @tells."""
    provider = job.provider
    return {
        "type": "job_update",
        "event": name,
        "job_id": job.pk,
        "provider_id": provider.pk if provider else None,
        "provider_name": provider.display_name if provider else None,
        "message": text,
        "timestamp": plain(event.at),
    }


# --- the demo ------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DemoPayer:
    """What people of the demo do so that a job can be paid by the method of this key.

    `share`: so many of a hundred jobs. `before(customer, total)`, `booked(job)` and `ended(job)`
    are called around the booking and after the work was finished.
    """

    share: int
    before: Callable[[Any, Decimal], None]
    booked: Callable[[Job], None]
    ended: Callable[[Job], None]


@dataclass(frozen=True, kw_only=True)
class DemoEnding:
    """What becomes of the demo's work after it is finished, so long ago.

    `wants_provider(ago)`: whether the provider finishes. `finished(job, ago)`: before it is paid.
    """

    wants_provider: Callable[[timedelta], bool]
    finished: Callable[[Job, timedelta], None]


DEMO_ENDINGS: ListRegistry[DemoEnding] = ListRegistry(
    "demo ending",
    "`slots.py`: DemoEnding, asked while the demo is made, for each job of its past that was done.",
)

DEMO_PAYERS: Registry[DemoPayer] = Registry(
    "demo payer",
    "`slots.py`: key of a payment method → DemoPayer. Asked while the demo is made, by jobs' part.",
)
