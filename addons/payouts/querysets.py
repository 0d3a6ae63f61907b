"""Who sees which runs, lines and bank accounts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role
from addons.base.workflow import System

from .states import APPROVED, CHECKED, IN_USE, PREPARED, Outcome

if TYPE_CHECKING:
    from addons.base.workflow import Actor

manages_runs = has_role("finance")


class PayoutRunQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """A run names everybody who is paid, so it is for finance alone."""
        return self if manages_runs(user) else self.none()

    def of_week(self, day: date) -> Self:
        """What the schedule has prepared for the week that begins that day."""
        return self.filter(week=day)

    def waiting(self) -> Self:
        """Those that somebody has to approve."""
        return self.filter(state__in=[PREPARED.key, CHECKED.key])

    def to_be_paid(self) -> Self:
        return self.filter(state=APPROVED.key)


class PayoutLineQuerySet(models.QuerySet[Any]):
    def visible_to(self, actor: Actor) -> Self:
        """Finance sees all; a provider what was or is to be paid to them."""
        if isinstance(actor, System) or manages_runs(actor):
            return self
        return self.of_person(actor).filter(outcome__in=TOLD)

    def of_person(self, user: Any) -> Self:
        return self.filter(user=user.pk)

    def due(self) -> Self:
        return self.filter(outcome=Outcome.DUE)

    def held(self) -> Self:
        return self.filter(outcome=Outcome.HELD)

    def payments(self) -> Self:
        """Those that are, or are to be, in the bank file."""
        return self.filter(outcome__in=PAYMENTS)


class BankAccountQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Its owner's; finance sees that there is one, masked."""
        return self if manages_runs(user) else self.filter(provider__user=user)

    def in_use(self) -> Self:
        return self.filter(state=IN_USE.key)


PAYMENTS = (Outcome.DUE, Outcome.HELD, Outcome.PAID)
# A run that is only prepared is a plan of finance.
TOLD = (Outcome.HELD, Outcome.PAID, Outcome.FAILED)
