"""Who sees which mails, and which of them wait for somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.policies import policy
from addons.base.predicates import has_role

from .policies import MailboxPolicy
from .states import FAILED, HELD, RECEIVED, SETTLED

works = has_role("support_agent", "support_manager")

# Longer than all attempts of an effect together.
PATIENCE = timedelta(hours=3)


class MailQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Those who answer tickets read what comes in, nobody else."""
        return self if works(user) else self.none()

    def to_look_at(self) -> Self:
        return self.filter(state__in=[HELD, FAILED])

    def lately_from(self, sender: str) -> Self:
        """What this address has sent within an hour."""
        return self.filter(sender=sender, created_at__gt=clock.now() - timedelta(hours=1))

    def left_lying(self) -> Self:
        return self.filter(state=RECEIVED, state_since__lte=clock.now() - PATIENCE)

    def to_clear(self) -> Self:
        """Those whose content nobody needs any more."""
        age = timedelta(days=policy(MailboxPolicy).days_kept)
        old = self.filter(state__in=SETTLED, state_since__lte=clock.now() - age)
        return old.exclude(raw="")

    def of_ticket(self, ticket: Any) -> Self:
        return self.filter(filed__ticket=ticket)
