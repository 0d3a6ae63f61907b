from __future__ import annotations

from django.db import models


class Document(models.Model):
    """The drawn PDF of an invoice: stored once, and the same file for whoever asks."""

    invoice = models.OneToOneField("billing.Invoice", models.PROTECT, related_name="document")
    attachment = models.OneToOneField("base.Attachment", models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.attachment)
