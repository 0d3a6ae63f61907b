"""What happens to a ticket though nobody presses a button: a part of its flow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import ANY, MACHINE_DOORS, SAME, SYSTEM_ONLY, Flow, SetOf, transition

from .arguments import ClockArguments, MessageArguments, WhyArguments
from .states import ASSIGNED, IN_PROGRESS, OPEN, UNDER_WAY

if TYPE_CHECKING:
    from .models import Ticket


class Unasked(Flow):
    # --- what is said ------------------------------------------------------------------------

    @transition(
        source=[OPEN, ASSIGNED, IN_PROGRESS],
        target=SAME,
        label=_("Customer wrote"),
        permission="tickets.answer_ticket",
        doors=MACHINE_DOORS,
        event="TICKET_HEARD",
        customer_label=_("You wrote"),
    )
    def hear(self: Ticket) -> None:
        """The customer has written again."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Answered"),
        permission="tickets.watch_tickets",
        arguments=MessageArguments,
        doors=MACHINE_DOORS,
        event="TICKET_ANSWERED",
        customer_label=_("We answered"),
    )
    def answer(self: Ticket, *, message: int) -> None:
        """Somebody of us has written to the customer."""

    # --- what was promised -------------------------------------------------------------------

    @transition(
        source=ANY,
        target=SAME,
        label=_("Soon late"),
        permission=SYSTEM_ONLY,
        arguments=ClockArguments,
        doors=MACHINE_DOORS,
        event="TICKET_WARNED",
        customer_label=_("We were reminded"),
        bulk=SetOf(),
    )
    def warn(self: Ticket, *, which: int) -> None:
        """A target will be missed soon."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Late"),
        permission=SYSTEM_ONLY,
        arguments=ClockArguments,
        doors=MACHINE_DOORS,
        event="TICKET_BREACHED",
        customer_label=_("We are later than we promised"),
        bulk=SetOf(),
    )
    def breach(self: Ticket, *, which: int) -> None:
        """A target was missed."""

    @transition(
        source=UNDER_WAY,
        target=SAME,
        label=_("Reckoned anew"),
        permission=SYSTEM_ONLY,
        arguments=WhyArguments,
        doors=MACHINE_DOORS,
        customer_label=_("Our times were reckoned anew"),
    )
    def retarget(self: Ticket) -> None:
        """What was promised has changed; the old figures are kept beside the new."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Ticket) -> None:
        """The customer asked to be forgotten."""
        self.subject = self.description = self.satisfaction_comment = ""
        self.summary = self.resolution_notes = ""
