from __future__ import annotations

from typing import Any

import rules

from .querysets import watches


@rules.predicate
def takes_part(user: Any, conversation: Any) -> bool:
    return conversation is not None and conversation.has_participant(user)


rules.add_perm("chat.read_conversation", takes_part | watches)
rules.add_perm("chat.watch_conversations", watches)
rules.add_perm("chat.say_in_conversation", takes_part | watches)
rules.add_perm("chat.say_internally", watches)
