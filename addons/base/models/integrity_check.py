from __future__ import annotations

from django.db import models


class IntegrityCheck(models.Model):
    """One walk through the whole log, and how far it has come (`events/integrity.py`)."""

    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    part = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=200, blank=True, default="")
    events = models.PositiveBigIntegerField(default=0)
    streams = models.PositiveBigIntegerField(default=0)
    found = models.PositiveBigIntegerField(default=0)
    # The first of what was found; all of it stands in the worker's log.
    sentences = models.JSONField(default=list)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"
