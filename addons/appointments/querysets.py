"""Who sees which appointments, and which of them have something to do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.db.models import Q

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role

from .states import BOOKED

watches = has_role("support_agent", "support_manager")


class AppointmentQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all; everybody else those they take part in."""
        return self if watches(user) else self.of_person(user)

    def of_person(self, user: Any) -> Self:
        """Those in which this person is customer or consultant."""
        return self.filter(Q(customer=user) | Q(provider__user=user))

    def of_customer(self, user: Any) -> Self:
        return self.filter(customer=user)

    def booked(self) -> Self:
        return self.filter(state=BOOKED)

    def over(self) -> Self:
        return self.exclude(state=BOOKED)

    def upcoming(self) -> Self:
        """Those ahead, the next first."""
        return self.booked().order_by("starts_at", "pk")

    def today(self) -> Self:
        """Those of the next day and night."""
        return self.upcoming().filter(starts_at__lt=clock.now() + timedelta(days=1))

    def due(self) -> Self:
        """Their time has come, however long ago."""
        return self.upcoming().filter(starts_at__lte=clock.now())

    def to_remind(self) -> Self:
        """Soon, and nobody has been told yet; what has begun is not spoken of as ahead."""
        now = clock.now()
        return self.booked().filter(remind_at__lte=now, starts_at__gt=now, reminded_at=None)

    def with_people(self) -> Self:
        return self.select_related("category", "customer", "provider__user", "talk__consultation")
