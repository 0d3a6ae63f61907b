from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..states import After


class DeskPreference(models.Model):
    """How somebody likes to work at the desk."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    after_sending = models.CharField(
        _("after sending"), max_length=10, choices=After, default=After.NEXT
    )

    class Meta:
        verbose_name = _("preference at the desk")
        verbose_name_plural = _("preferences at the desk")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.after_sending}"
