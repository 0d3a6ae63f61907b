from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class SentRequest(models.Model):
    """A POST that came with an idempotency key, and what was answered, for the same key again."""

    # Made here and not by the database: whose row it is tells who was first.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=100, default="")
    body = models.TextField(default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "key"], name="request_once_per_key")
        ]

    def __str__(self) -> str:
        return self.key
