from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class CustomerSearchQuerySet(models.QuerySet["CustomerSearch"]):
    def turn(self, user: Any, *, is_active: bool) -> None:
        self.update_or_create(user=user, defaults={"is_active": is_active})

    def state_of(self, user: Any) -> str:
        active = self.filter(user=user).values_list("is_active", flat=True).first()
        return "active" if active else "inactive"


class CustomerSearch(models.Model):
    """Whether a customer looks for help now; feeds demand figures and never blocks a booking."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="search")
    is_active = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CustomerSearchQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.user_id}: {'active' if self.is_active else 'inactive'}"
