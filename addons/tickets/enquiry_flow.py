"""The life of an enquiry: a customer writes to us, and it may never need a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    ANY,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Door,
    Flow,
    System,
    transition,
)

from .arguments import AssignArguments, MessageArguments, ReasonArguments
from .conditions import is_left_or_given_by_hand, is_quiet
from .enquiry_arguments import BeginArguments, ConvertArguments, LinkEnquiryArguments
from .states import ENDED, GOING_ON, IN_TICKET, TAKEN, UNTAKEN

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from addons.base.models import Attachment

    from .models import Enquiry, Ticket, TicketCategory


class EnquiryFlow(Flow):
    states = (UNTAKEN, TAKEN, ENDED, IN_TICKET)
    history_permission = "tickets.watch_tickets"
    party_permission = "tickets.follow_ticket"

    @transition(
        source=NEW,
        target=UNTAKEN,
        label=_("Write to us"),
        permission="tickets.submit_ticket",
        arguments=BeginArguments,
        # By the API one writes to `support/conversation/`, which begins one where none goes on.
        doors={*MACHINE_DOORS, Door.PORTAL},
        event="ENQUIRY_BEGUN",
        customer_label=_("You wrote to us"),
    )
    def begin(self: Enquiry, *, actor: Any, text: str, attachments: list[Attachment]) -> None:
        """A customer writes; a free agent gets it at once."""
        self.belong_to(actor)
        self.begin_with(text)
        self.team = self.team_for_all()

    @transition(
        source=GOING_ON,
        target=TAKEN,
        label=_("Assign"),
        icon="person-check",
        permission="tickets.work_ticket",
        arguments=AssignArguments,
        event="ENQUIRY_ASSIGNED",
        customer_label=_("Somebody is there for you"),
    )
    def assign(self: Enquiry, *, agent: AbstractBaseUser) -> None:
        """Give it to an agent, or to another one."""
        self.give_to(agent)

    @transition(
        source=TAKEN,
        target=UNTAKEN,
        label=_("Give back"),
        icon="arrow-left",
        permission="tickets.work_ticket",
        arguments=ReasonArguments,
        conditions=[is_left_or_given_by_hand],
        event="ENQUIRY_RELEASED",
        customer_label=_("Somebody else will be there for you"),
    )
    def release(self: Enquiry) -> None:
        """Its agent cannot go on; whoever is free gets it."""
        self.agent = None

    # --- what is said ------------------------------------------------------------------------

    @transition(
        source=GOING_ON,
        target=SAME,
        label=_("Customer wrote"),
        permission="tickets.answer_ticket",
        doors=MACHINE_DOORS,
        event="ENQUIRY_HEARD",
        customer_label=_("You wrote"),
    )
    def hear(self: Enquiry) -> None:
        """The customer has written again: an answer is owed."""
        self.ends_at = None

    @transition(
        source=GOING_ON,
        target=TAKEN,
        label=_("Answered"),
        permission="tickets.work_ticket",
        arguments=MessageArguments,
        doors=MACHINE_DOORS,
        event="ENQUIRY_ANSWERED",
        customer_label=_("We answered"),
    )
    def answer(self: Enquiry, *, actor: Any, message: int) -> None:
        """One of us has answered; who answers what nobody has, has it."""
        if self.agent is None and not isinstance(actor, System):
            self.agent = actor
        self.fall_silent_later()

    # --- how it goes on ----------------------------------------------------------------------

    @transition(
        source=GOING_ON,
        target=SAME,
        label=_("Make it a ticket"),
        icon="headset",
        primary=True,
        permission="tickets.work_ticket",
        arguments=ConvertArguments,
        event="ENQUIRY_CONVERTED",
        customer_label=_("We wrote it down as a ticket"),
    )
    def convert(self: Enquiry, *, subject: str, category: TicketCategory, priority: str) -> None:
        """It takes longer: all that was said goes on in a new ticket, with the same agent."""

    @transition(
        source=GOING_ON,
        target=IN_TICKET,
        label=_("Link to a ticket"),
        icon="share",
        permission="tickets.work_ticket",
        arguments=LinkEnquiryArguments,
        event="ENQUIRY_LINKED",
        customer_label=_("It goes on in a ticket of yours"),
    )
    def link(self: Enquiry, *, ticket: Ticket) -> None:
        """It belongs to a ticket of theirs: all that was said goes on there."""
        self.ticket = ticket
        self.stop()

    @transition(
        source=GOING_ON,
        target=ENDED,
        label=_("End"),
        icon="check-lg",
        permission="tickets.close_ticket",
        event="ENQUIRY_ENDED",
        customer_label=_("It was ended"),
        confirm=_("Nothing more is written here. A new message begins a new conversation."),
        done=_("It is ended."),
    )
    def end(self: Enquiry) -> None:
        """All is said."""
        self.stop()

    @transition(
        source=TAKEN,
        target=ENDED,
        label=_("End by itself"),
        permission=SYSTEM_ONLY,
        conditions=[is_quiet],
        doors=MACHINE_DOORS,
        event="ENQUIRY_ENDED",
        customer_label=_("It ended by itself"),
    )
    def fall_silent(self: Enquiry) -> None:
        """The customer has not written since our answer."""
        self.stop()

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Enquiry) -> None:
        """The customer asked to be forgotten."""
        self.opening = ""
