"""Who sees which consultations, and which of them have something to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.db.models import Q

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.policies import policy
from addons.base.predicates import has_role

from .policies import ConsultationsPolicy
from .states import ACCEPTED, ACTIVE, BINDING, ENDED, OPEN, REQUESTED

watches = has_role("support_agent", "support_manager", "finance")
WAITING = (REQUESTED, ACCEPTED)


class ConsultationQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all; everybody else those they take part in."""
        return self if watches(user) else self.of_person(user)

    def of_person(self, user: Any) -> Self:
        """Those in which this person is customer or consultant."""
        return self.filter(Q(customer=user) | Q(provider__user=user))

    def of_customer(self, user: Any) -> Self:
        return self.filter(customer=user)

    def of_consultant(self, user: Any) -> Self:
        return self.filter(provider__user=user)

    def before(self, consultation: Any) -> Self:
        """Earlier talks of the two."""
        pair = {"customer": consultation.customer_id, "provider": consultation.provider_id}
        return self.ended().filter(**pair).exclude(pk=consultation.pk)

    def requested(self) -> Self:
        return self.filter(state=REQUESTED)

    def active(self) -> Self:
        return self.filter(state=ACTIVE)

    def under_way(self) -> Self:
        return self.filter(state__in=OPEN)

    def binding(self) -> Self:
        """Those that leave the consultant no time for anything else."""
        return self.filter(state__in=BINDING)

    def ended(self) -> Self:
        return self.filter(state=ENDED)

    def over(self) -> Self:
        return self.exclude(state__in=OPEN)

    def overdue(self) -> Self:
        """Nobody answered or came in time."""
        return self.filter(state__in=WAITING, wait_until__lte=clock.now())

    def waiting_for(self, user: Any) -> Self:
        """Requests that this consultant can still answer."""
        return self.requested().of_consultant(user).filter(wait_until__gt=clock.now())

    def due_to_publish(self) -> Self:
        embargo = timedelta(hours=policy(ConsultationsPolicy).hours_until_rating_counts)
        return self.ended().filter(
            rating_stars__isnull=False,
            rated_at__lte=clock.now() - embargo,
            rating_published_at__isnull=True,
        )

    def published(self) -> Self:
        return self.filter(rating_published_at__isnull=False)

    def with_people(self) -> Self:
        return self.select_related("category", "customer", "provider__user")

    def with_meter(self) -> Self:
        """With all that the figures of a running one are reckoned from."""
        return self.select_related("meter__hold__account").prefetch_related("meter__gaps")
