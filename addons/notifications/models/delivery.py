from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Delivery(models.Model):
    """The log of what was sent to whom which way. Its uniqueness is why nothing is sent twice."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNREACHABLE = "unreachable", _("No address")
        UNKNOWN = "unknown", _("Perhaps sent")
        BOUNCED = "bounced", _("Came back")

    event = models.ForeignKey("base.Event", on_delete=models.PROTECT, related_name="+")
    notice = models.CharField(_("notice"), max_length=150)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("person"),
    )
    channel = models.CharField(_("channel"), max_length=20)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.TextField(_("remark"), blank=True, default="")
    created_at = models.DateTimeField(_("made"))
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "notice", "user", "channel"], name="delivery_once_per_event"
            )
        ]
        indexes = [
            models.Index(
                fields=["state"],
                name="delivery_not_sent",
                condition=~models.Q(state="sent"),
            ),
            models.Index(fields=["user"], name="delivery_to_user"),
        ]

    def __str__(self) -> str:
        return f"{self.notice} ({self.channel})"

    @property
    def has_come_back(self) -> bool:
        return self.state == self.State.BOUNCED

    @property
    def is_lost(self) -> bool:
        """It did not reach whom it was meant for, and is not tried again."""
        return self.has_come_back or self.state == self.State.FAILED
