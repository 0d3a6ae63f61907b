from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Attachment

from ..querysets import HeldQuerySet
from ..states import Outcome


class HeldReply(models.Model):
    """A reply that goes out in a moment and can be taken back until then.

    The row is the only carrier: the worker sends it in the transaction that marks it as sent. Its
    key is the page's own, so that sending once more after a lost answer is not sending twice.
    """

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    text = models.TextField(_("text"), blank=True)
    files = models.ManyToManyField(Attachment, related_name="+")
    internal = models.BooleanField(_("internal"), default=False)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    refusal = models.TextField(blank=True)
    # The key of the message that it became.
    said = models.BigIntegerField(null=True)
    send_at = models.DateTimeField()
    created_at = models.DateTimeField(default=clock.now)
    done_at = models.DateTimeField(null=True)

    objects = HeldQuerySet.as_manager()

    class Meta:
        verbose_name = _("held reply")
        verbose_name_plural = _("held replies")
        constraints = [
            models.UniqueConstraint(fields=["agent", "key"], name="desk_sent_once_per_key")
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                name="desk_replies_waiting",
                condition=models.Q(outcome="waiting"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.outcome}"

    @property
    def seconds_left(self) -> int:
        """Until it goes out, never less than nothing."""
        return max(0, round((self.send_at - clock.now()).total_seconds()))
