"""Which address leads to which socket: the kernel's own, and those of addons."""

from __future__ import annotations

from typing import Any

from channels.routing import URLRouter
from django.urls import path, re_path

from ..points import SOCKETS
from ..registry import RegistryError
from ..surfaces.inputs import check_form
from ..surfaces.ws import PersonConsumer
from ..workflow.errors import NotFound
from .announce import all_tellings
from .sockets import LiveSocket, NotificationsSocket
from .topics import check_topics


class NowhereSocket(PersonConsumer):
    """An address that leads nowhere closes like one that is not yours."""

    async def opened(self) -> None:
        raise NotFound


OWN: dict[str, type[PersonConsumer]] = {
    "live/": LiveSocket,
    "notifications/": NotificationsSocket,
}


def routes() -> list[Any]:
    """Everything under /ws/. Only sockets that ask who is there are let in."""
    for name, consumer in SOCKETS.items():
        if name in OWN or not issubclass(consumer, PersonConsumer):
            raise RegistryError(
                f"Addon {SOCKETS.owner(name)} registers the socket {name!r}: its path must be free "
                "and its consumer a PersonConsumer."
            )
    every = {**OWN, **dict(SOCKETS.items())}
    for consumer in every.values():
        for form in filter(None, consumer.messages.values()):
            check_form(form)
    found = [path(f"ws/{name}", consumer.as_asgi()) for name, consumer in every.items()]
    return [*found, re_path(r"", NowhereSocket.as_asgi())]


check_topics()
all_tellings()
websocket_application = URLRouter(routes())
