from __future__ import annotations

from django.db import models


class ClockOffset(models.Model):
    """How far the demo's clock has been moved: one row."""

    seconds = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.seconds} s"
