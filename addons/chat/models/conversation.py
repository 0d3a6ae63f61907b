from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record

from ..flow import ConversationFlow
from ..querysets import ConversationQuerySet, ParticipantQuerySet
from ..states import OPEN


class Conversation(ConversationFlow, Record):
    """A talk about a record; a stream of its own, so that talking never changes the record."""

    about_type = models.CharField(max_length=100)
    about_id = models.CharField(max_length=64)
    expires_at = models.DateTimeField(_("readable until"), null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="conversation_about"),
            models.Index(
                fields=["expires_at"],
                name="conversation_expiry",
                condition=models.Q(state="read_only"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about_type}:{self.about_id}"

    @property
    def takes_messages(self) -> bool:
        return self.state == OPEN.key

    def has_participant(self, user: Any) -> bool:
        return self.participants.present().filter(person=user.pk).exists()


class Participant(models.Model):
    """Somebody who takes part, how far they have read, and whether they have left."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="participants")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    read_up_to = models.BigIntegerField(default=0)
    joined_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "person"], name="participant_once_per_conversation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.conversation_id}"
