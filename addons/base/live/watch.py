"""Whether those who are connected may still hear what they hear: asked again every few seconds."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth import get_user_model

from ..workflow.errors import DoorError, NotSignedIn
from .identity import still_signed_in
from .threads import in_house_thread

if TYPE_CHECKING:
    from ..surfaces.ws import PersonConsumer
    from .process import LiveProcess

logger = logging.getLogger(__name__)

# Rights that end have to end here within five seconds.
EVERY: Final = 3.0
# A few at a time and spread out, so that what is said meanwhile does not wait.
TOGETHER: Final = 10
SPREAD: Final = 1.0


class Watch:
    def __init__(self, process: LiveProcess) -> None:
        self.process = process

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            await asyncio.sleep(max(0, began + EVERY - loop.time()))
            began = loop.time()
            await self.look()

    async def look(self) -> None:
        """Once around."""
        self.process.presence.expire()
        sockets = list(self.process.sockets)
        valid = await in_house_thread(still_signed_in, [socket.signed_in for socket in sockets])
        staying = []
        for socket in sockets:
            if socket.signed_in in valid:
                socket.check_pace()
                staying.append(socket)
            else:
                socket.refuse(NotSignedIn())
        # One person's together: what is known of them is read once.
        staying.sort(key=lambda socket: socket.user_id)
        for start in range(0, len(staying), TOGETHER):
            some = staying[start : start + TOGETHER]
            for socket, verdict in await in_house_thread(verdicts, some):
                if isinstance(verdict, Exception):
                    socket.refuse(verdict)
                else:
                    socket.rechecked(verdict)
            await asyncio.sleep(SPREAD * len(some) / len(staying))


def verdicts(sockets: list[PersonConsumer]) -> list[tuple[PersonConsumer, Any]]:
    """What each socket finds when it asks its questions again."""
    people = get_user_model()._default_manager.in_bulk({s.user_id for s in sockets})
    return [(socket, _verdict(socket, people.get(socket.user_id))) for socket in sockets]


def _verdict(socket: PersonConsumer, user: Any) -> Any:
    """What `recheck` says, or the reason to close."""
    try:
        return socket.recheck(user) if user is not None else NotSignedIn()
    except DoorError as refusal:
        return refusal
    except Exception as error:
        # Closed by default: whoever cannot be checked has to come again.
        logger.exception("%s could not check its rights", type(socket).__name__)
        return error
