from __future__ import annotations

from django.conf import settings
from django.db import models


class Review(models.Model):
    """Somebody has looked at an override and stands for it: `verify` no longer lists it."""

    event = models.OneToOneField("base.Event", on_delete=models.PROTECT, related_name="review")
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"review of event {self.event_id}"
