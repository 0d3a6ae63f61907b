"""The life of a job, top to bottom, and therefore in one file.

What happens to its offers and work sessions is in follows.py.
"""

from __future__ import annotations

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
    Refused,
    SetOf,
    Tone,
    transition,
)

from . import pricing
from .arguments import (
    AssignArguments,
    BookArguments,
    ChooseProviderArguments,
    FinishArguments,
    ReasonArguments,
    RejectArguments,
    RescheduleArguments,
    StartArguments,
)
from .conditions import (
    has_open_offer,
    is_current_party,
    is_current_provider,
    is_held_back,
    may_still_cancel,
    may_take_on_work,
    other_side_proposed,
    steers,
)
from .points import HOLDS_BACK
from .states import ASSIGNED, CANCELLED, COMPLETED, IN_PROGRESS, PENDING

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from addons.catalog.models import ServiceCategory
    from addons.providers.models import Provider

    from .models import Job


class JobFlow(Flow):
    states = (PENDING, ASSIGNED, IN_PROGRESS, COMPLETED, CANCELLED)
    editable = {
        "description": "jobs.change_job_details",
        "address": "jobs.change_job_details",
        "area": "jobs.change_job_details",
    }
    notes = {
        "client": "jobs.write_client_note",
        "work": "jobs.write_work_note",
        "internal": "jobs.steer_job",
    }
    override_permission = "jobs.override_job"
    history_permission = "jobs.watch_jobs"
    party_permission = "jobs.follow_own_job"

    @transition(
        source=NEW,
        target=PENDING,
        label=_("Book"),
        permission="jobs.book_job",
        arguments=BookArguments,
        event="JOB_BOOKED",
        customer_label=_("Booked"),
    )
    def book(
        self: Job,
        *,
        actor: Any,
        customer: Any,
        category: ServiceCategory,
        provider: Provider | None,
        items: list[dict[str, Any]],
        description: str,
        address: str,
        area: str,
        latitude: Decimal,
        longitude: Decimal,
        scheduled_at: datetime | None,
        payment_method: str,
        photos: list[Any],
    ) -> None:
        """A customer asks for help; price, tax and commission are frozen now."""
        self.customer = customer or actor
        self.category, self.description, self.provider = category, description, provider
        self.address, self.area = address, area
        self.latitude, self.longitude = latitude, longitude
        self.scheduled_at = scheduled_at
        self.settle_time_and_provider(items)
        self.freeze_price(pricing.quote(category, provider, items))
        self.settle_payment(payment_method, actor)
        if any(must_wait(self) for must_wait in HOLDS_BACK):
            self.held_back_since = clock.now()

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Begin to look"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        conditions=[is_held_back],
        event="JOB_RELEASED",
        customer_label=_("We began to look for a provider"),
    )
    def begin_to_look(self: Job) -> None:
        """What the booking waited for has come; now providers are asked."""
        self.held_back_since = None
        # Who was chosen may have been taken meanwhile: then the next one is asked.
        if self.provider is not None and self.why_not(self.provider):
            self.provider = None
        self.providers_asked = 1 if self.provider else 0

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Ask a provider"),
        permission=SYSTEM_ONLY,
        arguments=ChooseProviderArguments,
        doors=MACHINE_DOORS,
        customer_label=_("We asked a provider"),
    )
    def ask(self: Job, *, provider: Any) -> None:
        """The next provider gets the offer."""
        self.provider = provider
        self.providers_asked += 1
        self.waits_for_dispatcher_since = None

    @transition(
        source=PENDING,
        target=ASSIGNED,
        label=_("Accept"),
        confirm=_("The job is yours then: you see the address and can write to the customer."),
        icon="check-lg",
        primary=True,
        permission="jobs.answer_offer",
        conditions=[has_open_offer, may_take_on_work],
        event="JOB_ACCEPTED",
        customer_label=_("The provider accepted"),
        taken=_("already taken"),
        done=_("The job is yours."),
    )
    def accept(self: Job) -> None:
        """The job is yours then: the address and the chat open."""
        self.take_on(self.offers.open().get().provider)

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Reject"),
        confirm=_("Somebody else is asked at once."),
        icon="x-lg",
        permission="jobs.answer_offer",
        arguments=RejectArguments,
        conditions=[has_open_offer],
        event="JOB_REJECTED",
        customer_label=_("The provider was not free; we look for another"),
        taken=_("already taken"),
        done=_("Thank you; we ask somebody else."),
    )
    def reject(self: Job) -> None:
        """The provider who was asked cannot come; the next one is asked at once."""
        self.provider = None

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Let the offer lapse"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        event="JOB_REJECTED",
        customer_label=_("The provider did not answer; we look for another"),
        bulk=SetOf("provider_id"),
    )
    def lapse(self: Job) -> None:
        """The deadline has passed without an answer; the next one is asked at once."""
        self.provider = None

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Call a dispatcher"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        event="JOB_NEEDS_DISPATCHER",
        customer_label=_("Nobody near is free; our staff looks for you"),
    )
    def call_dispatcher(self: Job) -> None:
        """Nobody is left to ask, or enough have been asked: a person takes over."""
        self.provider = None
        self.waits_for_dispatcher_since = clock.now()

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Choose another provider"),
        confirm=_("Whoever is asked now need not answer any more."),
        icon="person",
        permission="jobs.choose_provider",
        arguments=ChooseProviderArguments,
        customer_label=_("You chose another provider"),
        done=_("We ask the provider you chose."),
    )
    def choose_provider(self: Job, *, provider: Any) -> None:
        """The customer picks somebody else; the open offer is withdrawn."""
        self.provider = self.suitable(provider)
        self.providers_asked += 0 if self.is_held_back else 1
        self.waits_for_dispatcher_since = None

    @transition(
        source=[PENDING, ASSIGNED],
        target=ASSIGNED,
        label=_("Assign"),
        icon="person-check",
        primary=True,
        permission="jobs.steer_job",
        arguments=AssignArguments,
        event="JOB_ASSIGNED",
        customer_label=_("We found a provider for you"),
        done=_("The job is assigned."),
    )
    def assign(self: Job, *, provider: Any) -> None:
        """A dispatcher gives the job to a provider, or to another one."""
        if self.state == ASSIGNED.key and self.provider == provider:
            raise Refused("already_assigned", _("It is theirs already."), field="provider")
        self.free_time()
        self.take_on(provider)

    @transition(
        source=ASSIGNED,
        target=PENDING,
        label=_("Give back"),
        confirm=_("The customer is told, and somebody else is looked for."),
        icon="arrow-repeat",
        tone=Tone.DANGER,
        permission="jobs.give_back_job",
        arguments=ReasonArguments,
        conditions=[is_current_provider],
        event="JOB_GIVEN_BACK",
        customer_label=_("The provider cannot come; we look for another"),
        done=_("The job is given back; we look for another provider."),
    )
    def unassign(self: Job) -> None:
        """The provider cannot come after all, or a dispatcher takes the job back."""
        self.free_time()
        self.provider = None
        self.proposed_time = self.proposed_by = None

    @transition(
        source=[PENDING, ASSIGNED],
        target=SAME,
        label=_("Change the time"),
        confirm=_("If it is agreed already who comes, the other side must agree to the new time."),
        icon="calendar-plus",
        permission="jobs.reschedule_job",
        arguments=RescheduleArguments,
        conditions=[is_current_party],
        event="JOB_RESCHEDULED",
        customer_label=_("Another time was asked for"),
        shares_reason=True,
        done=_("The new time is passed on."),
    )
    def reschedule(self: Job, *, scheduled_at: Any, actor: Any) -> None:
        """Another time: at once while nobody is assigned, else the other side must agree."""
        if self.state == PENDING.key or steers(actor):
            self.move_to(scheduled_at)
        else:
            self.proposed_time, self.proposed_by_id = scheduled_at, actor.pk

    @transition(
        source=ASSIGNED,
        target=SAME,
        label=_("Agree to the new time"),
        confirm=_("The new time then holds for both sides."),
        icon="check-lg",
        primary=True,
        permission="jobs.reschedule_job",
        conditions=[other_side_proposed, is_current_party],
        event="JOB_RESCHEDULED",
        customer_label=_("The new time was agreed"),
        done=_("The new time is agreed."),
    )
    def agree_to_time(self: Job) -> None:
        """The other side's time is good."""
        assert self.proposed_time is not None  # the condition saw to it
        self.move_to(self.proposed_time)

    @transition(
        source=ASSIGNED,
        target=SAME,
        label=_("Keep the old time"),
        confirm=_("The old time stays for both sides."),
        icon="x-lg",
        permission="jobs.reschedule_job",
        conditions=[other_side_proposed, is_current_party],
        event="JOB_RESCHEDULED",
        customer_label=_("The old time stays"),
        done=_("The old time stays."),
    )
    def keep_time(self: Job) -> None:
        """The other side's time is not good; the old one stays."""
        self.proposed_time = self.proposed_by = None

    @transition(
        source=ASSIGNED,
        target=IN_PROGRESS,
        label=_("Start work"),
        confirm=_("Say so when you are there and begin."),
        icon="play-fill",
        primary=True,
        permission="jobs.do_job",
        arguments=StartArguments,
        conditions=[is_current_provider],
        event="JOB_STARTED",
        customer_label=_("The work started"),
        done=_("The work has begun."),
    )
    def start(self: Job, *, code: str) -> None:
        """You are there and the work begins."""
        if self.start_code and code != self.start_code:
            raise Refused(
                "wrong_code", _("Ask the customer for the four digits on their page."), field="code"
            )
        self.started_at = clock.now()
        self.proposed_time = self.proposed_by = None

    @transition(
        source=IN_PROGRESS,
        target=COMPLETED,
        label=_("Finish"),
        confirm=_("Is everything done? It is enough if one of the two sides says so."),
        icon="check-circle-fill",
        primary=True,
        permission="jobs.finish_job",
        arguments=FinishArguments,
        conditions=[is_current_party],
        event="JOB_COMPLETED",
        customer_label=_("The work was finished"),
        done=_("The work is finished."),
    )
    def complete(
        self: Job, *, actor: Any, rating_stars: int | None, rating_description: str
    ) -> None:
        """Say that the work is done; only one of the two sides has to."""
        self.be_finished(actor)

    @transition(
        source=[PENDING, ASSIGNED, IN_PROGRESS],
        target=CANCELLED,
        label=_("Cancel"),
        confirm=_("Both sides are told. Once the work has started, only our staff can cancel."),
        icon="x-circle-fill",
        tone=Tone.DANGER,
        permission="jobs.cancel_job",
        arguments=ReasonArguments,
        conditions=[may_still_cancel],
        event="JOB_CANCELLED",
        customer_label=_("The booking was cancelled"),
        shares_reason=True,
        done=_("The booking is cancelled."),
    )
    def cancel(self: Job, *, actor: Any) -> None:
        """It is not needed any more. Until the work starts the customer may, later only staff."""
        self.cancelled_as = self.side_of(actor)
        self.free_time()

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Job) -> None:
        """The customer asked to be forgotten; the place is kept to about ten kilometres."""
        self.description = self.address = self.area = ""
        self.latitude, self.longitude = round(self.latitude, 1), round(self.longitude, 1)
