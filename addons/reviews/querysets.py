"""Who sees which reviews, and which customers are to be reminded."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import Q

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role

from .states import ASKED, HIDDEN, PUBLISHED

watches = has_role("dispatcher", "support_agent", "support_manager")


class ReviewQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Everybody the published ones; a hidden one those it is by and about, and staff."""
        if watches(user):
            return self
        return self.filter(Q(state=PUBLISHED) | Q(customer=user) | Q(provider__user=user))

    def visible_to_anyone(self) -> Self:
        return self.published()

    def published(self) -> Self:
        return self.filter(state=PUBLISHED)

    def hidden(self) -> Self:
        return self.filter(state=HIDDEN)

    def unanswered(self) -> Self:
        return self.published().filter(answered_at=None)

    def about(self, user: Any) -> Self:
        """Those about this provider."""
        return self.filter(provider__user=user)

    def by(self, user: Any) -> Self:
        return self.filter(customer=user)

    def with_people(self) -> Self:
        return self.select_related("job__category", "customer", "provider__user")


class ReviewRequestQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Whoever was asked, and staff who watch."""
        return self if watches(user) else self.filter(job__customer=user)

    def due(self) -> Self:
        """Those whose reminder's time has come."""
        return self.filter(state=ASKED, remind_at__lte=clock.now(), job__customer__is_active=True)
