from __future__ import annotations

from django.conf import settings
from django.db import models


class Preference(models.Model):
    """Whether a person wants a notice by a channel; without a row the notice's own usage holds."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    notice = models.CharField(max_length=150)
    channel = models.CharField(max_length=20)
    wanted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "notice", "channel"], name="preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.notice} ({self.channel}): {self.wanted}"
