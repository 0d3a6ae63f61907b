from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.uploads import discard
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many

from .flow import ConversationFlow
from .models import Conversation
from .points import KEEPERS

SWEEP = System("chat.expire_conversations")


@scheduled(cron="*/5 * * * *", summary=_("Hides conversations whose time to be read is over."))
def expire_conversations() -> int:
    due = Conversation.objects.due_to_expire()
    return perform_many(due, ConversationFlow.expire, actor=SWEEP, via=Door.SCHEDULE).done


@scheduled(cron="35 * * * *", summary=_("Deletes what was said in expired conversations."))
def delete_expired_messages() -> int:
    deleted = 0
    for conversation in Conversation.objects.filter(
        state="expired", messages__isnull=False
    ).distinct():
        if not any(needs_it(conversation) for needs_it in KEEPERS.values()):
            for message in conversation.messages.all():
                discard(message.files.all())
            deleted += conversation.messages.all().delete()[0]
    return deleted
