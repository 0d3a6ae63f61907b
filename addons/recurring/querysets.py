"""Who sees which series, and which of them have something to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.db.models import Q

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.policies import policy
from addons.base.predicates import has_role

from .policies import RecurringPolicy
from .states import ENDED, RUNNING

watches = has_role("dispatcher", "support_agent", "support_manager", "finance")


class SeriesQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all; a customer their own; a provider those they come to."""
        return self if watches(user) else self.filter(Q(customer=user) | Q(provider__user=user))

    def running(self) -> Self:
        return self.filter(state=RUNNING)

    def under_way(self) -> Self:
        return self.exclude(state=ENDED)

    def of_person(self, user: Any) -> Self:
        """Those that this person has, or comes to."""
        return self.filter(Q(customer=user) | Q(provider__user=user))

    def due(self) -> Self:
        """Those whose next date is near enough to be booked."""
        ahead = timedelta(days=policy(RecurringPolicy).days_ahead)
        return self.running().filter(next_at__lte=clock.now() + ahead, customer__is_active=True)

    def over(self) -> Self:
        """Those that have no date left and whose last day has passed everywhere."""
        yesterday = clock.now().date() - timedelta(days=1)
        return self.running().filter(next_at=None, ends_on__lt=yesterday)

    def with_people(self) -> Self:
        return self.select_related("category", "customer", "provider__user")
