"""The life of an appointment. The time it takes and the talk it becomes are in follows.py."""

from __future__ import annotations

from datetime import datetime
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

from .arguments import BookArguments, CancelArguments, MoveArguments, ObstacleArguments
from .conditions import is_due, is_not_reminded, is_overdue
from .states import BEGUN, BOOKED, CANCELLED, LAPSED

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory
    from addons.providers.models import Provider

    from .models import Appointment


class AppointmentFlow(Flow):
    states = (BOOKED, BEGUN, LAPSED, CANCELLED)
    notes = {"internal": "appointments.watch_appointments"}
    history_permission = "appointments.watch_appointments"
    party_permission = "appointments.follow_appointment"

    if TYPE_CHECKING:
        # Empty until a body below fills it.
        reminded_at: datetime | None

    @transition(
        source=NEW,
        target=BOOKED,
        label=_("Book a time"),
        icon="calendar-plus",
        permission="appointments.book_appointment",
        arguments=BookArguments,
        doors=EVERY_DOOR - {Door.CONSOLE},  # everybody books for themselves
        event="APPOINTMENT_BOOKED",
        customer_label=_("You booked a time"),
        done=_("Booked. We remind you both before it begins."),
    )
    def book(
        self: Appointment,
        *,
        provider: Provider,
        category: ServiceCategory | None,
        starts_at: datetime,
        minutes: int | None,
        note: str,
        actor: Any,
    ) -> None:
        """A customer wants to talk to a consultant at a time, not now."""
        self.be_with(provider, customer=actor, category=category)
        self.minutes, self.note = minutes or self.usual_minutes(), note
        self.be_at(starts_at)

    @transition(
        source=BOOKED,
        target=SAME,
        label=_("Choose another time"),
        icon="calendar3",
        permission="appointments.move_appointment",
        arguments=MoveArguments,
        confirm=_("The other side is told. Both are reminded of the new time."),
        event="APPOINTMENT_MOVED",
        customer_label=_("It was moved to another time"),
        done=_("Moved to the new time."),
    )
    def move(self: Appointment, *, starts_at: datetime) -> None:
        """Another time of the same length; a reminder is due again."""
        self.be_at(starts_at)

    @transition(
        source=BOOKED,
        target=SAME,
        label=_("Remind"),
        permission=SYSTEM_ONLY,
        conditions=[is_not_reminded],
        doors=MACHINE_DOORS,
        bulk=SetOf("reminded_at"),
        event="APPOINTMENT_REMINDED",
        customer_label=_("You both were reminded"),
    )
    def remind(self: Appointment) -> None:
        """It is soon: both are told to be there, once."""
        self.reminded_at = clock.now()

    @transition(
        source=BOOKED,
        target=BEGUN,
        label=_("Begin"),
        permission=SYSTEM_ONLY,
        conditions=[is_due],
        doors=MACHINE_DOORS,
        event="APPOINTMENT_BEGUN",
        customer_label=_("Its time came: the consultant was asked"),
    )
    def begin(self: Appointment) -> None:
        """Its time has come: the consultant is asked to talk, in the customer's name."""
        self.obstacle = ""

    @transition(
        source=BOOKED,
        target=SAME,
        label=_("Delay"),
        permission=SYSTEM_ONLY,
        arguments=ObstacleArguments,
        conditions=[is_due],
        doors=MACHINE_DOORS,
        event="APPOINTMENT_DELAYED",
        customer_label=_("It could not begin yet"),
    )
    def delay(self: Appointment, *, obstacle: str) -> None:
        """It cannot begin yet; both are told what is in the way, and it is tried again."""
        self.obstacle = obstacle

    @transition(
        source=BOOKED,
        target=LAPSED,
        label=_("Lapse"),
        permission=SYSTEM_ONLY,
        conditions=[is_overdue],
        doors=MACHINE_DOORS,
        event="APPOINTMENT_LAPSED",
        customer_label=_("It did not begin"),
    )
    def lapse(self: Appointment) -> None:
        """It could not begin in time; the last obstacle is kept, and both are told."""
        self.note_that_it_is_late()

    @transition(
        source=BOOKED,
        target=CANCELLED,
        label=_("Cancel"),
        icon="x-lg",
        tone=Tone.DANGER,
        permission="appointments.cancel_appointment",
        arguments=CancelArguments,
        confirm=_("Nothing is charged. The other side is told, and the time is free again."),
        event="APPOINTMENT_CANCELLED",
        customer_label=_("It was cancelled"),
        shares_reason=True,
        done=_("Cancelled. Nothing is charged."),
    )
    def cancel(self: Appointment) -> None:
        """One of the two, or our staff, calls it off."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Appointment) -> None:
        """The customer asked to be forgotten: what they wanted to talk about goes."""
        self.note = ""
