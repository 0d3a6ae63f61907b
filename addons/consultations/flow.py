"""The life of a consultation. What it does to money, chat and duty is in follows.py."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import (
    ANY,
    EVERY_DOOR,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Door,
    Flow,
    SetOf,
    Tone,
    transition,
)

from .arguments import (
    EndArguments,
    RateArguments,
    ReasonArguments,
    RequestArguments,
    ScheduleEndArguments,
)
from .conditions import (
    both_are_there,
    has_not_ended_by_itself,
    is_due,
    is_free,
    is_in_time,
    is_not_rated,
    is_overdue,
)
from .states import (
    ACCEPTED,
    ACTIVE,
    DECLINED,
    ENDED,
    MISSED,
    REQUESTED,
    WITHDRAWN,
    EndReason,
)

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory
    from addons.providers.models import Provider

    from .models import Consultation


class ConsultationFlow(Flow):
    states = (REQUESTED, ACCEPTED, ACTIVE, ENDED, DECLINED, MISSED, WITHDRAWN)
    notes = {"internal": "consultations.watch_consultations"}
    history_permission = "consultations.watch_consultations"
    party_permission = "consultations.follow_consultation"

    if TYPE_CHECKING:
        # Columns that are empty until a body below fills them.
        ends_at: datetime | None
        started_at: datetime | None
        rating_stars: int | None
        rated_at: datetime | None
        rating_published_at: datetime | None

    @transition(
        source=NEW,
        target=REQUESTED,
        label=_("Ask to talk"),
        icon="chat-dots",
        permission="consultations.request_consultation",
        arguments=RequestArguments,
        doors=EVERY_DOOR - {Door.CONSOLE},  # everybody asks for themselves
        event="CONSULTATION_REQUESTED",
        customer_label=_("You asked to talk"),
        done=_("We ask them now."),
    )
    def request(
        self: Consultation,
        *,
        provider: Provider,
        category: ServiceCategory | None,
        ends_at: datetime | None,
        actor: Any,
    ) -> None:
        """A customer wants to talk now; the wallet covers the first minutes."""
        from .requesting import prepare  # it reads the models

        prepare(self, actor, provider, category)
        self.ends_at = ends_at

    @transition(
        source=REQUESTED,
        target=ACCEPTED,
        label=_("Accept"),
        icon="check-lg",
        permission="consultations.answer_consultation",
        conditions=[is_in_time, is_free],
        primary=True,
        confirm=_("It begins as soon as you both have the page open."),
        event="CONSULTATION_ACCEPTED",
        customer_label=_("The consultant said yes"),
        done=_("It begins as soon as you both are there."),
    )
    def accept(self: Consultation) -> None:
        """The consultant has time now; it begins when both are there."""
        from .requesting import bind, minutes_to_connect

        bind(self)
        self.wait_until = clock.now() + timedelta(minutes=minutes_to_connect())

    @transition(
        source=REQUESTED,
        target=DECLINED,
        label=_("Decline"),
        icon="x-lg",
        permission="consultations.answer_consultation",
        arguments=ReasonArguments,
        confirm=_("The customer is told at once and can ask somebody else."),
        event="CONSULTATION_DECLINED",
        customer_label=_("The consultant has no time now"),
        done=_("Declined."),
    )
    def decline(self: Consultation) -> None:
        """The consultant has no time now."""

    @transition(
        source=[REQUESTED, ACCEPTED],
        target=WITHDRAWN,
        label=_("Withdraw"),
        icon="x-lg",
        permission="consultations.withdraw_consultation",
        confirm=_("Nothing is charged."),
        event="CONSULTATION_WITHDRAWN",
        customer_label=_("You withdrew"),
        done=_("Withdrawn. Nothing was charged."),
    )
    def withdraw(self: Consultation) -> None:
        """The customer has changed their mind before it began."""

    @transition(
        source=[REQUESTED, ACCEPTED],
        target=MISSED,
        label=_("Miss"),
        permission=SYSTEM_ONLY,
        conditions=[is_overdue],
        doors=MACHINE_DOORS,
        event="CONSULTATION_MISSED",
        customer_label=_("Nobody answered or came in time"),
    )
    def miss(self: Consultation) -> None:
        """Nobody answered, or nobody came, in time."""

    @transition(
        source=ACCEPTED,
        target=ACTIVE,
        label=_("Start"),
        icon="play-fill",
        permission="consultations.start_consultation",
        conditions=[is_in_time, both_are_there],
        primary=True,
        repeatable=True,
        event="CONSULTATION_STARTED",
        customer_label=_("It began"),
        done=_("The time runs from now."),
    )
    def start(self: Consultation) -> None:
        """Both are there: the time runs, and money is set aside for the first minutes."""
        self.started_at = clock.now()

    @transition(
        source=[REQUESTED, ACCEPTED, ACTIVE],
        target=SAME,
        label=_("Set an end time"),
        icon="clock",
        permission="consultations.schedule_consultation",
        arguments=ScheduleEndArguments,
        conditions=[has_not_ended_by_itself],
        confirm=_("It ends by itself then, unless one of you ends it before."),
        event="CONSULTATION_END_SET",
        customer_label=_("Its end was set"),
        done=_("It ends by itself at that time."),
    )
    def schedule_end(self: Consultation, *, ends_at: datetime) -> None:
        """It ends by itself at this time."""
        self.ends_at = ends_at

    @transition(
        source=ACTIVE,
        target=ENDED,
        label=_("End session"),
        icon="stop-circle",
        tone=Tone.DANGER,
        permission="consultations.end_consultation",
        arguments=EndArguments,
        confirm=_("What was said stays readable. The invoice comes at once."),
        repeatable=True,
        event="CONSULTATION_ENDED",
        customer_label=_("It was ended"),
        done=_("The session has ended."),
    )
    def end(self: Consultation, *, note: str, actor: Any) -> None:
        """One of the two, or our staff, ends it; what it costs is settled at once."""
        reasons = {"customer": EndReason.USER_REQUESTED, "provider": EndReason.PROVIDER_ENDED}
        self.conclude(reasons.get(self.side_of(actor), EndReason.STAFF_ENDED), note)

    @transition(
        source=ACTIVE,
        target=ENDED,
        label=_("Close"),
        permission=SYSTEM_ONLY,
        conditions=[is_due],
        repeatable=True,
        doors=MACHINE_DOORS,
        event="CONSULTATION_ENDED",
        customer_label=_("It ended by itself"),
    )
    def close(self: Consultation) -> None:
        """It ends by itself: no money, nobody there, or its time has come."""
        self.conclude("")

    @transition(
        source=ENDED,
        target=SAME,
        label=_("Rate"),
        icon="star",
        permission="consultations.rate_consultation",
        arguments=RateArguments,
        conditions=[is_not_rated],
        confirm=_("Only you see it for a while; then it counts and others can read it."),
        customer_label=_("You rated it"),
        done=_("Thank you."),
    )
    def rate(self: Consultation, *, stars: int, comment: str) -> None:
        """The customer says how it was; it stays private for a while, then counts."""
        self.rating_stars, self.rating_comment = stars, comment
        self.rated_at = clock.now()

    @transition(
        source=ENDED,
        target=SAME,
        label=_("Publish the rating"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        bulk=SetOf("rating_published_at"),
    )
    def publish_rating(self: Consultation) -> None:
        """From now on the rating counts, and everybody may read it."""
        self.rating_published_at = clock.now()

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Consultation) -> None:
        """The customer asked to be forgotten: their words go, their stars count on."""
        self.rating_comment = self.end_note = ""
