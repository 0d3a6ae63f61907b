from __future__ import annotations

from django.db import models


class LedgerCheck(models.Model):
    """One recount of the whole ledger, and what it found (`checking.py`)."""

    at = models.DateTimeField()
    accounts = models.PositiveBigIntegerField(default=0)
    transfers = models.PositiveBigIntegerField(default=0)
    holds = models.PositiveBigIntegerField(default=0)
    found = models.PositiveBigIntegerField(default=0)
    # The first of what was found; all of it stands in the worker's log.
    sentences = models.JSONField(default=list)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
