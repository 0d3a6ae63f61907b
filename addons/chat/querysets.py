from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role

from .states import EXPIRED, READ_ONLY

if TYPE_CHECKING:
    pass

watches = has_role("dispatcher", "support_agent", "support_manager")


class ConversationQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Those who take part, until it expires; and staff who watch."""
        if watches(user):
            return self
        # By label: the models are built on this file.
        participants = apps.get_model("chat.Participant").objects
        mine = participants.present().filter(conversation=OuterRef("pk"), person=user)
        return self.exclude(state=EXPIRED).filter(Exists(mine))

    def about(self, record: models.Model) -> Self:
        """The conversations on a record, the latest first."""
        return self.filter(about_type=record._meta.label_lower, about_id=str(record.pk)).order_by(
            "-pk"
        )

    def due_to_expire(self) -> Self:
        return self.filter(state=READ_ONLY, expires_at__lte=clock.now())


class ParticipantQuerySet(models.QuerySet[Any]):
    def present(self) -> Self:
        return self.filter(left_at__isnull=True)


class MessageQuerySet(models.QuerySet["Message"]):
    def readable_by(self, user: Any) -> Self:
        """Oldest first. Internal ones are for staff who watch and reach nobody else by any door."""
        shown = self.select_related("sender").prefetch_related("files").order_by("pk")
        return shown if watches(user) else shown.filter(internal=False)
