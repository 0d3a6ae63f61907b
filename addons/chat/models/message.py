from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..querysets import MessageQuerySet
from .conversation import Conversation


class Message(models.Model):
    """What somebody said. Its event names it by id, so the text can be deleted and the log holds."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="messages")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("message"), blank=True)
    internal = models.BooleanField(_("internal"), default=False)
    files = models.ManyToManyField("base.Attachment", related_query_name="message")
    # Said in another conversation first and carried over from there.
    copied_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="copies"
    )
    created_at = models.DateTimeField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["conversation", "id"], name="message_in_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "copied_from"], name="message_carried_over_once"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
