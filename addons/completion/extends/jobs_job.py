"""Everything that completion does to a job: after the work comes the customer's word.

What each step does to the confirmation, its ticket and the work session is in follows.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import (
    MACHINE_DOORS,
    SAME,
    SYSTEM_ONLY,
    Door,
    Refused,
    State,
    extends,
    transition,
)
from addons.jobs.flow import JobFlow
from addons.jobs.points import CONFIRMED
from addons.jobs.states import CANCELLED, COMPLETED, IN_PROGRESS

from ..arguments import (
    ApproveArguments,
    ContactArguments,
    FollowUpArguments,
    RejectArguments,
    RequestArguments,
    RespondArguments,
    SettleArguments,
    SupportArguments,
)
from ..conditions import (
    is_asked,
    is_followed_up,
    is_not_asked,
    is_overdue,
    is_theirs,
    may_complete_by_itself,
    open_request,
)
from ..states import CONFIRMING, DISPUTED, VERIFIED, Outcome, Settled

if TYPE_CHECKING:
    from addons.jobs.models import Job

CONFIRMED.register(VERIFIED)

# A page has a button for either answer; a machine says which one it is.
MACHINES_ANSWER = {*MACHINE_DOORS, Door.REST, Door.WEBSOCKET}
PAGES_ANSWER = {*MACHINE_DOORS, Door.PORTAL}


@extends("jobs.Job", goes_on=[COMPLETED])
class JobCompletion:
    VERIFIED = VERIFIED
    DISPUTED = DISPUTED

    # --- the provider asks -------------------------------------------------------------------

    @transition(
        source=IN_PROGRESS,
        target=COMPLETED,
        label=_("Finish and ask to confirm"),
        confirm=_("The customer is asked whether everything is done. Photos help them to say yes."),
        icon="check-circle-fill",
        primary=True,
        permission="completion.request_completion",
        arguments=RequestArguments,
        conditions=[is_theirs],
        event="JOB_COMPLETED",
        customer_label=_("The provider has finished and asks you to confirm"),
        done=_("The customer is asked to confirm."),
        stands_for=JobFlow.complete,
    )
    def request_completion(self: Job, *, actor: Any, photos: list[Any], note: str) -> None:
        """The work is done; the customer is asked to say so too."""
        self.be_finished(actor)

    @transition(
        source=COMPLETED,
        target=SAME,
        label=_("Ask the customer"),
        permission=SYSTEM_ONLY,
        conditions=[is_not_asked],
        doors=MACHINE_DOORS,
        event="JOB_COMPLETED",
        customer_label=_("You are asked to confirm the work"),
    )
    def ask_late(self: Job) -> None:
        """It was finished in a way in which nobody asked: by an override, or before this was on."""

    # --- the customer answers ----------------------------------------------------------------

    @transition(
        source=COMPLETED,
        target=(VERIFIED, IN_PROGRESS),
        label=_("Say whether it is done"),
        icon="chat-dots",
        permission="completion.answer_request",
        arguments=RespondArguments,
        conditions=[is_asked],
        doors=MACHINES_ANSWER,
        event="JOB_ANSWERED",
        customer_label=_("You said whether it is done"),
    )
    def respond_completion(self: Job, *, approved: bool, feedback: str, issues: str) -> State:
        """The customer confirms the work, or says what is wrong with it."""
        if approved:
            return VERIFIED
        self.be_taken_up_again()
        return IN_PROGRESS

    @transition(
        source=COMPLETED,
        target=VERIFIED,
        label=_("Yes, everything is done"),
        icon="check-lg",
        primary=True,
        permission="completion.answer_request",
        arguments=ApproveArguments,
        conditions=[is_asked],
        doors=PAGES_ANSWER,
        event="JOB_VERIFIED",
        customer_label=_("You confirmed the work"),
        done=_("Thank you. The work is confirmed."),
    )
    def approve_completion(self: Job, *, feedback: str) -> None:
        """Everything is as it should be. This cannot be taken back."""

    @transition(
        source=COMPLETED,
        target=IN_PROGRESS,
        label=_("Something is wrong"),
        icon="exclamation-triangle-fill",
        permission="completion.answer_request",
        arguments=RejectArguments,
        conditions=[is_asked],
        doors=PAGES_ANSWER,
        event="JOB_REOPENED",
        customer_label=_("You said what is wrong"),
        done=_("The provider is told what to put right, and our support looks at it."),
    )
    def reject_completion(self: Job, *, issues: str) -> None:
        """The provider has to put it right, and our support hears of it. Nothing is paid yet."""
        self.be_taken_up_again()

    @transition(
        source=COMPLETED,
        target=VERIFIED,
        label=_("Count as confirmed"),
        permission="completion.answer_request",
        doors=MACHINE_DOORS,
        event="JOB_VERIFIED",
        customer_label=_("The work is confirmed"),
    )
    def verify(self: Job) -> None:
        """Who ordered the work has finished it themselves, or it lies too far back to ask."""

    # --- nobody answers ----------------------------------------------------------------------

    @transition(
        source=COMPLETED,
        target=SAME,
        label=_("Follow up by itself"),
        permission=SYSTEM_ONLY,
        conditions=[is_overdue],
        doors=MACHINE_DOORS,
        event="JOB_ESCALATED",
        customer_label=_("We have not heard from you, so our support asks"),
    )
    def escalate_completion(self: Job) -> None:
        """The deadline has passed without an answer."""

    @transition(
        source=COMPLETED,
        target=SAME,
        label=_("Follow up"),
        icon="headset",
        permission="completion.follow_up",
        arguments=FollowUpArguments,
        conditions=[is_asked],
        event="JOB_ESCALATED",
        customer_label=_("Our support asks you"),
        done=_("It is followed up."),
    )
    def initiate_followup(self: Job, *, agent: Any) -> None:
        """An agent asks the customer; also before the deadline, or to hand it to somebody else."""
        request = open_request(self)
        assert request is not None  # the condition saw to it
        if agent is None and request.agent is not None:
            text = _("%(name)s follows it up already. Name an agent to hand it over.")
            words = {"name": request.agent.get_full_name()}
            raise Refused("followed_up", text % words)

    @transition(
        source=COMPLETED,
        target=SAME,
        label=_("Log a contact"),
        icon="telephone",
        primary=True,
        permission="completion.follow_up",
        arguments=ContactArguments,
        conditions=[is_asked, is_followed_up],
        customer_label=_("Our support tried to reach you"),
        done=_("The attempt is written down."),
    )
    def log_contact(self: Job, *, method: str, reached: bool, notes: str) -> None:
        """You tried to reach the customer."""

    @transition(
        source=COMPLETED,
        target=(VERIFIED, DISPUTED),
        label=_("End the follow-up"),
        icon="check2-all",
        permission="completion.follow_up",
        arguments=SupportArguments,
        conditions=[is_asked, is_followed_up],
        event="JOB_FOLLOWED_UP",
        customer_label=_("Our support has an answer"),
        done=_("The follow-up is closed."),
    )
    def complete_by_support(self: Job, *, outcome: str, notes: str) -> State:
        """The customer has told you, or cannot be reached."""
        request = open_request(self)
        assert request is not None  # the condition saw to it
        if outcome == Outcome.UNREACHABLE and request.missing_attempts:
            text = _("Try to reach them first: %(count)s more attempts are needed.")
            raise Refused("too_few_attempts", text % {"count": request.missing_attempts})
        return VERIFIED if outcome in CONFIRMING else DISPUTED

    @transition(
        source=COMPLETED,
        target=VERIFIED,
        label=_("Complete by itself"),
        permission=SYSTEM_ONLY,
        conditions=[may_complete_by_itself],
        doors=MACHINE_DOORS,
        event="JOB_VERIFIED",
        customer_label=_("We could not reach you, so the work counts as done"),
    )
    def auto_complete(self: Job) -> None:
        """Nobody could reach the customer for days."""

    # --- they do not agree -------------------------------------------------------------------

    @transition(
        source=DISPUTED,
        target=(VERIFIED, IN_PROGRESS, CANCELLED),
        label=_("Settle"),
        icon="shield-check",
        primary=True,
        permission="completion.settle_dispute",
        arguments=SettleArguments,
        event="JOB_SETTLED",
        customer_label=_("Our support has decided"),
        shares_reason=True,
        done=_("The dispute is settled."),
    )
    def settle_dispute(self: Job, *, outcome: str) -> State:
        """Decide between the two sides: what counts, and where the money goes."""
        if outcome == Settled.VERIFIED:
            return VERIFIED
        if outcome == Settled.IN_PROGRESS:
            self.be_taken_up_again()
            return IN_PROGRESS
        self.cancelled_as = "staff"
        return CANCELLED


# By which the customer's own answer comes.
ANSWERS = (
    JobCompletion.respond_completion,
    JobCompletion.approve_completion,
    JobCompletion.reject_completion,
)
