from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .. import sla
from ..querysets import ClockQuerySet, ran_until
from ..states import Target

if TYPE_CHECKING:
    from .service_level import ServicePolicy


class Clock(models.Model):
    """One promise on one ticket: since when it runs, when it is due, and what became of it.

    Written under the ticket's lock only. What has stopped is not reckoned again.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="clocks")
    target = models.CharField(_("target"), max_length=20, choices=Target)
    # The figures are kept here, so a policy that goes away takes nothing with it.
    policy = models.ForeignKey(
        "tickets.ServicePolicy", models.SET_NULL, null=True, related_name="+"
    )
    basis = models.CharField(max_length=32)
    budget_s = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    # Pairs of instants in ISO 8601; the last may have no end.
    pauses = models.JSONField(default=list)
    due_at = models.DateTimeField(_("due"), null=True)
    warn_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    # What counted of the time until it stopped.
    took_s = models.PositiveIntegerField(null=True)
    warned_at = models.DateTimeField(null=True)
    warned_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    breached_at = models.DateTimeField(null=True)
    breached_agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "target"],
                condition=models.Q(stopped_at=None),
                name="one_running_clock_per_target",
            )
        ]
        indexes = [
            models.Index(
                fields=["warn_at"],
                condition=ran_until("warn_at") & models.Q(warned_at=None),
                name="clock_to_warn",
            ),
            models.Index(
                fields=["due_at"],
                condition=ran_until("due_at") & models.Q(breached_at=None),
                name="clock_to_breach",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.target}"

    @property
    def is_running(self) -> bool:
        return self.stopped_at is None

    @property
    def is_paused(self) -> bool:
        return self.is_running and self.due_at is None

    @property
    def is_late(self) -> bool:
        """Whether it missed, or is missing, what was promised."""
        return self.breached_at is not None

    def spans(self) -> list[sla.Pause]:
        def moment(text: str | None) -> Any:
            return None if text is None else datetime.fromisoformat(text)

        return [(moment(start), moment(end)) for start, end in self.pauses]

    def pause(self, at: datetime) -> None:
        if not self.pauses or self.pauses[-1][1] is not None:
            self.pauses.append([at.isoformat(), None])

    def resume(self, at: datetime) -> None:
        if self.pauses and self.pauses[-1][1] is None:
            self.pauses[-1][1] = at.isoformat()

    def reckon(self, policy: ServicePolicy, hours: sla.Hours | None) -> None:
        """When it is due by this policy, with all that has passed and paused."""
        self.policy, self.basis = policy, policy.basis()
        self.budget_s = policy.budget(self.target)
        self.stand(hours, warn_percent=policy.warn_percent)

    def stand(self, hours: sla.Hours | None, *, warn_percent: int) -> None:
        """When it warns and is due, by the figures that it has."""
        spans = self.spans()
        early = max(self.budget_s * warn_percent // 100, 1)
        self.due_at = sla.due(hours, self.budget_s, self.started_at, spans)
        self.warn_at = sla.due(hours, early, self.started_at, spans)

    def stop(self, at: datetime, hours: sla.Hours | None) -> None:
        self.resume(at)
        self.stopped_at = at
        self.took_s = sla.used(hours, self.started_at, self.spans(), at)


class ClockChange(models.Model):
    """A clock that was reckoned anew: the figures before and after, and why."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    why = models.CharField(max_length=300)
    budget_before = models.PositiveIntegerField()
    budget_after = models.PositiveIntegerField()
    due_before = models.DateTimeField(null=True)
    due_after = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.why
