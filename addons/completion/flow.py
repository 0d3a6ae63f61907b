"""The life of one confirmation. Only the system moves it, as its job moves (extends/jobs_job.py)."""

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
    SetOf,
    transition,
)

from .arguments import (
    ApprovalArguments,
    AskArguments,
    AttemptArguments,
    EndArguments,
    EscalateArguments,
    HandOverArguments,
    RejectionArguments,
)
from .conditions import is_to_be_reminded
from .states import APPROVED, AUTO_APPROVED, ESCALATED, PENDING, REJECTED

if TYPE_CHECKING:
    from addons.jobs.models import Job
    from addons.tickets.models import Ticket

    from .models import CompletionRequest


class CompletionFlow(Flow):
    """Asked, answered; or not answered, and followed up until there is an end."""

    states = (PENDING, ESCALATED, APPROVED, REJECTED, AUTO_APPROVED)
    root = "job"
    history_permission = "completion.watch_requests"

    @transition(
        source=NEW,
        target=PENDING,
        label=_("Ask the customer"),
        permission=SYSTEM_ONLY,
        arguments=AskArguments,
        doors=MACHINE_DOORS,
    )
    def ask(self: CompletionRequest, *, job: Job, requested_by: Any, note: str) -> None:
        """The work is said to be done; until when the customer has to answer is fixed now."""
        self.be_asked(job, requested_by, note)

    @transition(
        source=PENDING,
        target=SAME,
        label=_("Remind"),
        permission=SYSTEM_ONLY,
        conditions=[is_to_be_reminded],
        doors=MACHINE_DOORS,
        bulk=SetOf("reminded_at"),
    )
    def remind(self: CompletionRequest) -> None:
        """The deadline comes within a day: the customer hears of it, once."""
        self.be_reminded()

    @transition(
        source=PENDING,
        target=ESCALATED,
        label=_("Follow up"),
        permission=SYSTEM_ONLY,
        arguments=EscalateArguments,
        doors=MACHINE_DOORS,
    )
    def escalate(self: CompletionRequest, *, ticket: Ticket, agent: Any, asked_by: Any) -> None:
        """There was no answer: an agent asks the customer in person."""
        self.be_followed_up(ticket, agent, asked_by)

    @transition(
        source=ESCALATED,
        target=SAME,
        label=_("Hand over"),
        permission=SYSTEM_ONLY,
        arguments=HandOverArguments,
        doors=MACHINE_DOORS,
    )
    def hand_over(self: CompletionRequest, *, agent: Any) -> None:
        """Another agent goes on."""
        self.agent = agent

    @transition(
        source=ESCALATED,
        target=SAME,
        label=_("Log a contact"),
        permission=SYSTEM_ONLY,
        arguments=AttemptArguments,
        doors=MACHINE_DOORS,
    )
    def log_attempt(
        self: CompletionRequest, *, method: str, reached: bool, notes: str, agent: Any
    ) -> None:
        """Somebody tried to reach the customer; from the first time on the days are counted."""
        self.note_attempt(method, reached=reached, notes=notes, agent=agent)

    @transition(
        source=[PENDING, ESCALATED],
        target=APPROVED,
        label=_("Confirm"),
        permission=SYSTEM_ONLY,
        arguments=ApprovalArguments,
        doors=MACHINE_DOORS,
    )
    def approve(
        self: CompletionRequest, *, by: Any, feedback: str, outcome: str, notes: str
    ) -> None:
        """The customer is content, and says so to us or to an agent."""
        if outcome:
            self.close_follow_up(outcome, by=by, notes=notes)
        else:
            self.be_answered(by, approved=True, feedback=feedback)

    @transition(
        source=[PENDING, ESCALATED],
        target=REJECTED,
        label=_("Reject"),
        permission=SYSTEM_ONLY,
        arguments=RejectionArguments,
        doors=MACHINE_DOORS,
    )
    def reject(
        self: CompletionRequest,
        *,
        by: Any,
        issues: str,
        outcome: str,
        notes: str,
        ticket: Ticket | None,
    ) -> None:
        """The customer says what is wrong, to us or to an agent."""
        if outcome:
            self.close_follow_up(outcome, by=by, notes=notes)
        else:
            self.be_answered(by, approved=False, issues=issues)
        self.ticket = ticket or self.ticket

    @transition(
        source=[PENDING, ESCALATED],
        target=AUTO_APPROVED,
        label=_("Confirm without an answer"),
        permission=SYSTEM_ONLY,
        arguments=EndArguments,
        doors=MACHINE_DOORS,
    )
    def auto_approve(self: CompletionRequest, *, by: Any, outcome: str, notes: str) -> None:
        """Nobody could reach the customer, so the work counts as done."""
        self.close_follow_up(outcome, by=by, notes=notes)

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: CompletionRequest) -> None:
        """The customer asked to be forgotten: what they and others wrote goes."""
        self.note = self.feedback = self.issues = self.outcome_notes = ""
