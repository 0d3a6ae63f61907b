"""Who finds what of a conversation: see addons/base/testing/access.py."""

from __future__ import annotations

from typing import Any

from addons.base.testing.access import Cells, console_of
from addons.base.tests.parcels import pack
from addons.chat import points as chat

SIDES = {"customer", "provider"}
WATCHES = {"administrator", "dispatcher", "support_agent", "support_manager"}
DESK = Cells("conversation", WATCHES, given={"state": "open", "transition": "archive"})


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """Any record will do: chat knows nothing of what is talked about."""
    sides = [people["customer"], people["provider"]]
    return {"conversation": chat.begin(pack(people["customer"]), sides)}


PAGES = {
    **console_of("chat/conversation", DESK),
    "admin/chat/conversation/<int:pk>/say/": DESK,
}
TOPICS = {"chat.conversation": Cells("conversation", {*SIDES, *WATCHES})}
