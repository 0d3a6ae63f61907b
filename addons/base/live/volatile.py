"""What is not stored: it reaches other processes through the channel layer, or not at all."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any, Final

from channels.layers import InMemoryChannelLayer, get_channel_layer

from .messages import Message

logger = logging.getLogger(__name__)

GROUP: Final = "callout.live"
# The layer forgets members of a group after a day, and at once when Redis is emptied.
RENEW_EVERY: Final = 5.0
# A layer that does not answer is left alone for a while: no socket is to stand still for it.
LONGEST_SEND: Final = 1.0
LEFT_ALONE: Final = 5.0


class Link:
    """One subscription for the whole process, whatever the number of sockets."""

    def __init__(self, receive: Callable[[str, Message], None]) -> None:
        self._receive = receive
        self._origin = uuid.uuid4().hex
        self._left_alone_until = 0.0

    async def send(self, topic: str, message: Message) -> None:
        """To the other processes. A layer that is away costs these messages and nothing more."""
        layer = shared_layer()
        if layer is None or time.monotonic() < self._left_alone_until:
            return
        packet = {"type": "live", "origin": self._origin, "topic": topic, "message": message}
        try:
            async with asyncio.timeout(LONGEST_SEND):
                await layer.group_send(GROUP, packet)
        except Exception:
            logger.exception("A message did not reach the other processes")
            self._left_alone_until = time.monotonic() + LEFT_ALONE

    async def run(self) -> None:
        """Hear the other processes until cancelled."""
        layer = shared_layer()
        if layer is None:
            return
        channel = await layer.new_channel()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._stay(layer, channel))
            group.create_task(self._hear(layer, channel))

    async def _stay(self, layer: Any, channel: str) -> None:
        while True:
            await layer.group_add(GROUP, channel)
            await asyncio.sleep(RENEW_EVERY)

    async def _hear(self, layer: Any, channel: str) -> None:
        while True:
            packet = await layer.receive(channel)
            if packet["origin"] != self._origin:
                self._receive(packet["topic"], packet["message"])


def shared_layer() -> Any:
    """The channel layer, if it reaches beyond this process."""
    layer = get_channel_layer()
    return None if isinstance(layer, InMemoryChannelLayer) else layer
