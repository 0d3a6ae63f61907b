from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from addons.base import clock
from addons.base.models import RecordQuerySet


class ParcelQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        return self if user.is_staff else self.filter(sender=user)

    def lapsed(self) -> Self:
        return self.filter(state="sent", sent_at__lt=clock.now() - timedelta(days=7))


class SlipQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        return self if user.is_staff else self.filter(parcel__sender=user)
