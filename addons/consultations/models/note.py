from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsultantNote(models.Model):
    """What a consultant wants to remember of a customer. Nobody else reads it, our staff neither."""

    provider = models.ForeignKey("providers.Provider", models.CASCADE, related_name="+")
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField(_("note"), max_length=4000, blank=True)
    changed_at = models.DateTimeField(auto_now=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "customer"], name="consultant_note_once_per_customer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider_id}: {self.customer_id}"
