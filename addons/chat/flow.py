"""The life of a conversation. The record it belongs to opens and closes it; people only talk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import MACHINE_DOORS, NEW, SYSTEM_ONLY, Flow, transition

from .arguments import BeginArguments, CloseArguments
from .states import EXPIRED, OPEN, READ_ONLY

if TYPE_CHECKING:
    from .models import Conversation


class ConversationFlow(Flow):
    states = (OPEN, READ_ONLY, EXPIRED)
    history_permission = "chat.watch_conversations"
    party_permission = "chat.read_conversation"
    # Also who reads the files of what was said internally.
    notes = {"internal": "chat.say_internally"}

    @transition(
        source=NEW,
        target=OPEN,
        label=_("Begin"),
        permission=SYSTEM_ONLY,
        arguments=BeginArguments,
        doors=MACHINE_DOORS,
    )
    def begin(self: Conversation, *, record_type: str, record_id: str) -> None:
        """People around a record may talk."""
        self.about_type, self.about_id = record_type, record_id

    @transition(
        source=OPEN,
        target=READ_ONLY,
        label=_("Close"),
        permission=SYSTEM_ONLY,
        arguments=CloseArguments,
        doors=MACHINE_DOORS,
    )
    def close(self: Conversation, *, readable_until: datetime | None) -> None:
        """The work has ended: it can still be read for a while."""
        self.expires_at = readable_until

    @transition(
        source=[OPEN, READ_ONLY],
        target=EXPIRED,
        label=_("Expire"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def expire(self: Conversation) -> None:
        """The people who talked do not see it any more; staff do while something needs it."""
