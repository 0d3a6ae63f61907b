"""Who is told inside a conversation's own transaction that something was said in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from addons.base.registry import Registry

if TYPE_CHECKING:
    from addons.base.workflow import Actor, Door

    from .models import Conversation, Message

    Listener = Callable[[Conversation, Message, Actor, Door], None]

HEARD: Registry[Listener] = Registry(
    "listener to conversations",
    "`slots.py`: record type (`tickets.ticket`) → (conversation, message, actor, via). Called for "
    "each message in conversations about such a record, internal ones too, in the transaction in "
    "which it is said and by whichever door; one that refuses refuses the message.",
)
