"""The life of a ticket; its parts are in filing_flow.py and unasked_flow.py.

What it does to clocks, thread and agents is in follows.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Door,
    Flow,
    State,
    System,
    Tone,
    transition,
)

from .arguments import (
    AssignArguments,
    EscalateArguments,
    RateArguments,
    ReasonArguments,
    ResolveArguments,
    SubmitArguments,
)
from .conditions import (
    can_be_reopened,
    is_left_or_given_by_hand,
    is_not_rated,
    is_resolved_or_own,
    is_silent,
)
from .filing_flow import Filing
from .states import ASSIGNED, CLOSED, IN_PROGRESS, ON_A_DESK, OPEN, RESOLVED, UNDER_WAY, WAITING
from .unasked_flow import Unasked

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from addons.base.models import Attachment

    from .models import Team, Ticket, TicketCategory

# Staff come by these; the customer does the same by writing.
STAFF_DOORS = {*MACHINE_DOORS, Door.CONSOLE, Door.REST}


class TicketFlow(Filing, Unasked, Flow):
    states = (OPEN, ASSIGNED, IN_PROGRESS, WAITING, RESOLVED, CLOSED)
    editable = {"subject": "tickets.work_ticket"}
    override_permission = "tickets.lead_desk"
    history_permission = "tickets.watch_tickets"
    party_permission = "tickets.follow_ticket"

    @transition(
        source=NEW,
        target=OPEN,
        label=_("Ask for help"),
        permission="tickets.submit_ticket",
        arguments=SubmitArguments,
        event="TICKET_OPENED",
        customer_label=_("You asked us"),
    )
    def submit(
        self: Ticket,
        *,
        actor: Any,
        subject: str,
        category: TicketCategory,
        description: str,
        priority: str,
        related: str,
        attachments: list[Attachment],
        customer: AbstractBaseUser | None,
        source: str,
        follow_up_of: Ticket | None,
        agent: AbstractBaseUser | None,
        carried: Any,
    ) -> None:
        """Somebody needs help; a free agent gets it at once."""
        self.belong_to(customer, actor=actor, source=source)
        self.refuse_what_is_not_theirs(agent, carried)
        self.subject, self.description = subject, description
        self.priority, self.category = priority, category
        self.related_type, _colon, self.related_id = related.partition(":")
        self.follow_up_of = follow_up_of
        self.team = self.team_for(category)

    @transition(
        source=UNDER_WAY,
        target=(ASSIGNED, WAITING),
        label=_("Assign"),
        icon="person-check",
        permission="tickets.work_ticket",
        arguments=AssignArguments,
        event="TICKET_ASSIGNED",
        customer_label=_("Somebody looks after it"),
    )
    def assign(self: Ticket, *, agent: AbstractBaseUser) -> State:
        """Give it to an agent, or to another one."""
        self.give_to(agent)
        return WAITING if self.state == WAITING.key else ASSIGNED

    @transition(
        source=ASSIGNED,
        target=IN_PROGRESS,
        label=_("Start"),
        icon="play-fill",
        primary=True,
        permission="tickets.work_ticket",
        event="TICKET_STARTED",
        customer_label=_("We are on it"),
    )
    def start(self: Ticket, *, actor: Any) -> None:
        """Begin to work on it; whoever begins has it."""
        if not isinstance(actor, System):
            self.agent = actor

    @transition(
        source=IN_PROGRESS,
        target=WAITING,
        label=_("Wait for the customer"),
        icon="hourglass-split",
        permission="tickets.work_ticket",
        event="TICKET_WAITING",
        customer_label=_("We wait for your answer"),
    )
    def wait(self: Ticket) -> None:
        """The customer has to answer first; the clocks stand still."""

    @transition(
        source=WAITING,
        target=(IN_PROGRESS, OPEN),
        label=_("Go on"),
        icon="play-fill",
        primary=True,
        permission="tickets.answer_ticket",
        doors=STAFF_DOORS,
        event="TICKET_REPLIED",
        customer_label=_("You answered"),
    )
    def reply(self: Ticket) -> State:
        """The customer has answered; the clocks run again."""
        return self.state_to_go_on()

    @transition(
        source=IN_PROGRESS,
        target=RESOLVED,
        label=_("Resolve"),
        icon="check-lg",
        primary=True,
        permission="tickets.work_ticket",
        arguments=ResolveArguments,
        event="TICKET_RESOLVED",
        customer_label=_("We have an answer"),
    )
    def resolve(self: Ticket, *, summary: str, resolution_type: str, notes: str) -> None:
        """The agent believes that it is settled; the customer is asked if they are content."""
        self.settle(summary, resolution_type, notes)

    @transition(
        source=[*UNDER_WAY, RESOLVED],
        target=CLOSED,
        label=_("Close"),
        icon="x-lg",
        permission="tickets.close_ticket",
        arguments=ReasonArguments,
        conditions=[is_resolved_or_own],
        event="TICKET_CLOSED",
        customer_label=_("It was closed"),
        confirm=_("Nothing more is done about it. Your answer within some days opens it again."),
        done=_("It is closed."),
    )
    def close(self: Ticket) -> None:
        """Nothing more is to be done."""
        self.shut()

    @transition(
        source=RESOLVED,
        target=CLOSED,
        label=_("Close by itself"),
        permission=SYSTEM_ONLY,
        conditions=[is_silent],
        doors=MACHINE_DOORS,
        event="TICKET_CLOSED",
        customer_label=_("It closed by itself"),
    )
    def fall_silent(self: Ticket) -> None:
        """The customer has not answered for some days."""
        self.shut()

    @transition(
        source=[RESOLVED, CLOSED],
        target=(IN_PROGRESS, OPEN),
        label=_("Open again"),
        icon="arrow-repeat",
        permission="tickets.answer_ticket",
        arguments=ReasonArguments,
        conditions=[can_be_reopened],
        event="TICKET_REOPENED",
        customer_label=_("It was opened again"),
        shares_reason=True,
        done=_("It is open again."),
    )
    def reopen(self: Ticket) -> State:
        """It is not settled after all."""
        self.resolved_at = self.closed_at = self.closes_at = None
        self.reopened += 1
        return self.state_to_go_on()

    @transition(
        source=[RESOLVED, CLOSED],
        target=SAME,
        label=_("Rate our help"),
        icon="star",
        primary=True,
        permission="tickets.rate_ticket",
        arguments=RateArguments,
        conditions=[is_not_rated],
        event="TICKET_RATED",
        customer_label=_("You rated our help"),
        done=_("Thank you."),
    )
    def rate(self: Ticket, *, stars: int, comment: str) -> None:
        """The customer says, once, how they were helped."""
        self.take_rating(stars, comment)

    # --- who has it --------------------------------------------------------------------------

    @transition(
        source=UNDER_WAY,
        target=(ASSIGNED, OPEN, WAITING),
        label=_("Escalate"),
        icon="lightning-charge",
        tone=Tone.DANGER,
        permission="tickets.work_ticket",
        arguments=EscalateArguments,
        event="TICKET_ESCALATED",
        customer_label=_("A senior colleague looks at it"),
    )
    def escalate(self: Ticket, *, to: AbstractBaseUser | None, team: Team | None) -> State:
        """Hand it to somebody senior, or to another team."""
        is_waiting = self.state == WAITING.key
        self.step_up(to, team)
        return WAITING if is_waiting else (ASSIGNED if self.agent else OPEN)

    @transition(
        source=ON_A_DESK,
        target=(OPEN, WAITING),
        label=_("Give back"),
        icon="arrow-left",
        permission="tickets.work_ticket",
        arguments=ReasonArguments,
        conditions=[is_left_or_given_by_hand],
        event="TICKET_RELEASED",
        customer_label=_("Somebody else will look after it"),
    )
    def release(self: Ticket) -> State:
        """Its agent cannot go on; whoever is free gets it."""
        self.agent = None
        return WAITING if self.state == WAITING.key else OPEN
