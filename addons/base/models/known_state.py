from __future__ import annotations

from django.db import models


class KnownState(models.Model):
    """A state some addon has declared, kept so that its rows find a way out when it is off."""

    record_type = models.CharField(max_length=100)
    key = models.CharField(max_length=50)
    label = models.CharField(max_length=200)
    addon = models.CharField(max_length=100)
    # The key of the state that rows move to; null in the flow's own states.
    when_disabled = models.CharField(max_length=50, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_type", "key"], name="state_known_once")
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.key}"
