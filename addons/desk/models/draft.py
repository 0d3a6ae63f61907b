from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Attachment


class Draft(models.Model):
    """What an agent is writing to a ticket; it waits until it is sent, on whichever machine."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    text = models.TextField(_("text"), blank=True)
    # On no record yet; what nobody sends is deleted after days with all that nobody used.
    files = models.ManyToManyField(Attachment, related_name="+")
    internal = models.BooleanField(_("internal"), default=False)
    # Why it is a draft again although it was sent.
    refusal = models.TextField(blank=True)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint(fields=["agent", "ticket"], name="desk_one_draft_per_ticket")
        ]

    def __str__(self) -> str:
        return self.text[:60]
