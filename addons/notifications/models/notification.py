from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock


class NotificationQuerySet(models.QuerySet["Notification"]):
    def of(self, user: Any) -> Self:
        """One's own, the newest first; nobody reads somebody else's."""
        return self.filter(user_id=user.pk).order_by("-pk")

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def mark_read(self) -> int:
        """Mark those that are not; returns how many."""
        return self.unread().update(read_at=clock.now())

    def among(self, ids: Iterable[int]) -> Self:
        return self.filter(pk__in=list(ids))


class Notification(models.Model):
    """One line of somebody's inbox, in the words and language of the moment it was made."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications"
    )
    event = models.ForeignKey("base.Event", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=150)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    url = models.CharField(_("where it leads"), max_length=500, blank=True)
    read_at = models.DateTimeField(_("read"), null=True)
    created_at = models.DateTimeField(_("made"))

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "kind", "user"], name="notification_once_per_event"
            )
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="notification_of_user"),
            models.Index(
                fields=["user"],
                name="notification_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
