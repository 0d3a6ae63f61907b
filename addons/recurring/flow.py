"""The life of a booking that repeats. What a date does to jobs is in follows.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    ANY,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Flow,
    Tone,
    condition,
    transition,
)

from .arguments import (
    BeginArguments,
    ChangeArguments,
    LeaveOutArguments,
    OnArguments,
    ReasonArguments,
    SettleArguments,
    SkipArguments,
)
from .states import ENDED, PAUSED, RUNNING

if TYPE_CHECKING:
    from datetime import date, time

    from addons.jobs.models import Job
    from addons.providers.models import Provider

    from .models import Series


@condition("nothing_ahead", _("No date is left that could be skipped."))
def has_a_date_ahead(series: Series, actor: Any) -> bool:
    return series.next_on is not None or series.upcoming() is not None


class SeriesFlow(Flow):
    states = (RUNNING, PAUSED, ENDED)
    editable = {"description": "recurring.keep_series"}
    notes = {"internal": "recurring.steer_series"}
    override_permission = "recurring.steer_series"
    history_permission = "recurring.watch_series"
    party_permission = "recurring.follow_series"

    @transition(
        source=NEW,
        target=RUNNING,
        label=_("Repeat a booking"),
        permission="recurring.begin_series",
        arguments=BeginArguments,
        event="SERIES_BEGUN",
        customer_label=_("You let it repeat"),
    )
    def begin(self: Series, *, actor: Any, job: Job, every: str, ends_on: date | None) -> None:
        """The same work again and again, at the same time of the day."""
        self.require_repeatable(job, actor)
        self.take_from(job)
        self.every, self.ends_on = every, ends_on
        self.plan(after=max(self.starts_on, self.today()))

    @transition(
        source=RUNNING,
        target=SAME,
        label=_("Book the next date"),
        permission=SYSTEM_ONLY,
        arguments=OnArguments,
        doors=MACHINE_DOORS,
        event="SERIES_BOOKED",
        customer_label=_("The next date was booked"),
    )
    def book_next(self: Series, *, on: date) -> None:
        """The next date becomes a job, ahead of time."""
        self.note(on, outcome="booked")

    @transition(
        source=RUNNING,
        target=SAME,
        label=_("Miss a date"),
        permission=SYSTEM_ONLY,
        arguments=OnArguments,
        doors=MACHINE_DOORS,
        event="SERIES_MISSED",
        customer_label=_("A date passed before it was booked"),
    )
    def miss(self: Series, *, on: date) -> None:
        """The date has passed before it was booked; nobody is sent into the past."""
        self.note(on, outcome="missed")

    @transition(
        source=RUNNING,
        target=SAME,
        label=_("Leave a date out"),
        permission=SYSTEM_ONLY,
        arguments=LeaveOutArguments,
        doors=MACHINE_DOORS,
        event="SERIES_LEFT_OUT",
        customer_label=_("A date could not be booked"),
        shares_reason=True,
    )
    def leave_out(self: Series, *, on: date) -> None:
        """The date cannot be booked, for the reason given; the next one is tried again."""
        self.note(on, outcome="left_out")

    @transition(
        source=[RUNNING, PAUSED],
        target=SAME,
        label=_("Keep the provider"),
        permission=SYSTEM_ONLY,
        arguments=SettleArguments,
        doors=MACHINE_DOORS,
        event="SERIES_SETTLED",
        customer_label=_("The same provider comes from now on"),
    )
    def settle_on(self: Series, *, provider: Provider) -> None:
        """Who took the first job is asked first for those that follow."""
        self.come_from(provider)

    @transition(
        source=RUNNING,
        target=SAME,
        label=_("Skip the next date"),
        icon="calendar-x",
        permission="recurring.keep_series",
        arguments=SkipArguments,
        conditions=[has_a_date_ahead],
        event="SERIES_SKIPPED",
        customer_label=_("The next date was skipped"),
        shares_reason=True,
        confirm=_(
            "Nobody comes on the next date; those after it stay. A job that is booked is cancelled."
        ),
        done=_("The date is skipped."),
    )
    def skip_next(self: Series) -> None:
        """Leave out the next date, whether it is booked already or not."""
        self.skip_upcoming()

    @transition(
        source=[RUNNING, PAUSED],
        target=SAME,
        label=_("Change when it repeats"),
        icon="calendar-plus",
        permission="recurring.keep_series",
        arguments=ChangeArguments,
        event="SERIES_CHANGED",
        customer_label=_("The rhythm was changed"),
        confirm=_(
            "Another rhythm or time from the next date on. Jobs that are booked already stay."
        ),
        done=_("The change holds from the next date on."),
    )
    def change(self: Series, *, every: str, next_on: date, at: time, ends_on: date | None) -> None:
        """Another rhythm or time from the next date on."""
        self.every, self.at, self.ends_on = every, at, ends_on
        self.starts_on = next_on
        self.plan(after=self.today())

    @transition(
        source=RUNNING,
        target=PAUSED,
        label=_("Pause"),
        icon="pause-circle",
        permission="recurring.keep_series",
        arguments=ReasonArguments,
        event="SERIES_PAUSED",
        customer_label=_("It was paused"),
        shares_reason=True,
        confirm=_("Nothing more is booked until it goes on. Jobs that are booked already stay."),
        done=_("It is paused."),
    )
    def pause(self: Series) -> None:
        """Nothing more is booked until it goes on."""

    @transition(
        source=PAUSED,
        target=RUNNING,
        label=_("Go on"),
        icon="play-fill",
        primary=True,
        permission="recurring.keep_series",
        event="SERIES_RESUMED",
        customer_label=_("It goes on"),
        done=_("It goes on."),
    )
    def resume(self: Series) -> None:
        """The next date of the rhythm is booked again."""
        self.plan(after=self.today())

    @transition(
        source=[RUNNING, PAUSED],
        target=SAME,
        label=_("Stop coming"),
        icon="person-x",
        tone=Tone.DANGER,
        permission="recurring.come_to_series",
        arguments=ReasonArguments,
        event="SERIES_PROVIDER_LEFT",
        customer_label=_("The provider does not come regularly any more"),
        confirm=_("You are not asked first any more. Jobs that you have accepted stay yours."),
        done=_("You are not asked first any more."),
    )
    def step_back(self: Series) -> None:
        """The provider is not asked first any more."""
        self.come_from(None)

    @transition(
        source=[RUNNING, PAUSED],
        target=ENDED,
        label=_("End it"),
        icon="stop-circle",
        tone=Tone.DANGER,
        permission="recurring.keep_series",
        arguments=ReasonArguments,
        event="SERIES_ENDED",
        customer_label=_("You ended it"),
        shares_reason=True,
        confirm=_(
            "It repeats no more. Jobs that are booked already stay; cancel them on their own pages."
        ),
        done=_("It repeats no more."),
    )
    def end(self: Series) -> None:
        """It repeats no more."""
        self.plan_nothing()

    @transition(
        source=RUNNING,
        target=ENDED,
        label=_("Run out"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        event="SERIES_ENDED",
        customer_label=_("The last date has passed"),
    )
    def run_out(self: Series) -> None:
        """The last day has passed."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Series) -> None:
        """The customer asked to be forgotten; the place is kept to about ten kilometres."""
        self.description = self.address = self.area = ""
        self.latitude, self.longitude = round(self.latitude, 1), round(self.longitude, 1)
