from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.jobs.models import Job

from ..flow import CompletionFlow
from ..querysets import REMINDED_BEFORE, CompletionQuerySet
from ..states import ESCALATED, OPEN, PENDING, Outcome
from .attempt import ContactAttempt

if TYPE_CHECKING:
    from datetime import datetime

    from addons.tickets.models import Ticket


def person(label: Any) -> Any:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=label, null=True, related_name="+"
    )


class CompletionRequest(CompletionFlow, Record):
    """The customer is asked whether the work is done; each round of a job is one of its own."""

    job = models.ForeignKey(
        Job, models.PROTECT, verbose_name=_("job"), related_name="completion_requests"
    )
    round = models.PositiveSmallIntegerField(_("round"))
    requested_by = person(_("asked by"))
    requested_at = models.DateTimeField(_("asked"))
    note = models.TextField(_("what was done"), blank=True)
    # Reckoned when their cause happens, from the category's rules of that moment, and never again.
    deadline = models.DateTimeField(_("answer until"))
    attempts_needed = models.PositiveSmallIntegerField(_("attempts needed"))
    reminded_at = models.DateTimeField(_("reminded"), null=True)

    responded_at = models.DateTimeField(_("answered"), null=True)
    approved = models.BooleanField(_("confirmed"), null=True)
    feedback = models.TextField(_("a word to the provider"), blank=True)
    issues = models.TextField(_("what is wrong"), blank=True)

    auto_escalated = models.BooleanField(_("escalated by itself"), default=False)
    escalated_at = models.DateTimeField(_("escalated"), null=True)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, verbose_name=_("ticket"), null=True, related_name="+"
    )
    agent = person(_("agent"))
    initiated_at = models.DateTimeField(_("follow-up began"), null=True)
    failed_attempts = models.PositiveSmallIntegerField(_("failed attempts"), default=0)
    auto_completes_at = models.DateTimeField(_("completes by itself"), null=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    completed_by = person(_("closed by"))
    completed_at = models.DateTimeField(_("closed"), null=True)
    outcome_notes = models.TextField(_("notes"), blank=True)

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            models.UniqueConstraint(fields=["job", "round"], name="one_request_per_round"),
            models.UniqueConstraint(
                fields=["job"],
                condition=models.Q(state__in=["pending", "escalated"]),
                name="one_open_request_per_job",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"],
                condition=models.Q(state__in=["pending", "escalated"]),
                name="request_by_deadline",
            ),
            models.Index(
                fields=["auto_completes_at"],
                condition=models.Q(state="escalated"),
                name="request_to_complete",
            ),
        ]

    named_by = ("job__id", "round")

    def __str__(self) -> str:
        return f"{self.job} · {self.round}"

    def get_absolute_url(self) -> str:
        return self.job.get_absolute_url()

    @property
    def is_open(self) -> bool:
        return self.state in [state.key for state in OPEN]

    @property
    def is_followed_up(self) -> bool:
        return bool(self.state == ESCALATED.key)

    @property
    def is_latest(self) -> bool:
        """Whether no later round of the job was asked."""
        return not type(self).objects.of(self.job).filter(round__gt=self.round).exists()

    @property
    def is_overdue(self) -> bool:
        return bool(self.state == PENDING.key and self.deadline <= clock.now())

    @property
    def is_to_be_reminded(self) -> bool:
        left = self.deadline - clock.now()
        return self.reminded_at is None and timedelta(0) < left <= REMINDED_BEFORE

    @property
    def missing_attempts(self) -> int:
        """How many more must fail before the customer counts as unreachable."""
        return max(self.attempts_needed - self.failed_attempts, 0)

    @property
    def may_complete_by_itself(self) -> bool:
        at: datetime | None = self.auto_completes_at
        return at is not None and at <= clock.now() and not self.missing_attempts

    # --- what the bodies of the flow do with it ----------------------------------------------

    def be_asked(self, job: Job, requested_by: Any, note: str) -> None:
        rules = job.category.policy
        self.job, self.requested_by, self.note = job, requested_by, note
        self.round = type(self).objects.of(job).count() + 1
        self.requested_at = clock.now()
        self.deadline = self.requested_at + timedelta(hours=rules.confirmation_hours)
        self.attempts_needed = rules.minimum_contact_attempts

    def be_reminded(self) -> None:
        self.reminded_at = clock.now()

    def be_followed_up(self, ticket: Ticket, agent: Any, asked_by: Any) -> None:
        self.ticket, self.agent = ticket, agent
        self.escalated_at = self.initiated_at = clock.now()
        self.auto_escalated = asked_by is None

    def note_attempt(self, method: str, *, reached: bool, notes: str, agent: Any) -> None:
        ContactAttempt.objects.create(
            request=self,
            method=method,
            reached=reached,
            notes=notes,
            agent=agent,
            attempted_at=clock.now(),
        )
        if self.agent is None:
            self.agent = agent
        if not reached:
            self.failed_attempts += 1
        if self.auto_completes_at is None:
            days = self.job.category.policy.automatic_completion_days
            self.auto_completes_at = clock.now() + timedelta(days=days)

    def be_answered(
        self, customer: Any, *, approved: bool, feedback: str = "", issues: str = ""
    ) -> None:
        """The customer's own answer decides, also when somebody follows it up already."""
        self.responded_at, self.approved = clock.now(), approved
        self.feedback, self.issues = feedback, issues
        if self.is_followed_up:
            outcome = Outcome.CUSTOMER_CONFIRMED if approved else Outcome.CUSTOMER_DISPUTED
            self.close_follow_up(outcome, by=customer, notes="")

    def close_follow_up(self, outcome: str, *, by: Any, notes: str) -> None:
        self.outcome, self.outcome_notes = outcome, notes
        self.completed_by, self.completed_at = by, clock.now()
