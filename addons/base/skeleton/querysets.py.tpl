from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from addons.base import clock
from addons.base.models import RecordQuerySet

from .states import OPEN

PATIENCE = timedelta(days=30)


class ${Record}QuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff see all, everybody else their own."""
        return self if user.is_staff else self.filter(owner=user)

    def due_to_lapse(self) -> Self:
        return self.filter(state=OPEN.key, state_since__lt=clock.now() - PATIENCE)
