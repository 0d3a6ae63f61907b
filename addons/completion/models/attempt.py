from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import AttemptQuerySet
from ..states import Method


class ContactAttempt(models.Model):
    """Somebody tried to reach the customer. Written once and never changed."""

    request = models.ForeignKey(
        "completion.CompletionRequest", models.PROTECT, related_name="attempts"
    )
    method = models.CharField(_("how"), max_length=10, choices=Method)
    reached = models.BooleanField(_("reached"))
    notes = models.TextField(_("notes"), blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("agent"),
        null=True,
        related_name="+",
    )
    attempted_at = models.DateTimeField(_("when"))

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["attempted_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_method_display()}, {self.attempted_at}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An attempt is written once; log another one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An attempt stays.")
