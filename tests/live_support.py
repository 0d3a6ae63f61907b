"""Sockets for tests: a reader that keeps what it has received."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import asynccontextmanager
from typing import Any

from asgiref.testing import ApplicationCommunicator
from django.contrib.auth import get_user_model
from django.test import Client

from addons.base.live.routing import websocket_application
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel

HOST = "testserver:8000"
# A busy machine may take so long; less than any pause that a test makes long to do without it.
PATIENCE = 15.0


def make_user(name: str, **fields: Any) -> Any:
    model = get_user_model()
    user = model(**{model.USERNAME_FIELD: f"{name}@example.com"}, **fields)
    if hasattr(user, "name"):
        user.name = name
    user.set_password("x")
    user.save()
    return user


def take_rank(user: Any) -> None:
    """Staff no more; the plain manager, because people proper are signed out by losing their rank."""
    type(user)._base_manager.filter(pk=user.pk).update(is_staff=False)


def make_parcel(user: Any, title: str = "Books") -> Parcel:
    return create(Parcel, actor=user, via=Door.REST, data={"title": title, "weight": "3.5"})


def weigh(parcel: Parcel, staff: Any) -> Parcel:
    return perform(parcel, ParcelFlow.weigh, actor=staff, via=Door.REST)


def cookie_of(user: Any) -> dict[str, str]:
    """The headers of a browser on our own page that is signed in as the user."""
    client = Client()
    client.force_login(user)
    return {
        "host": HOST,
        "origin": f"http://{HOST}",
        "cookie": f"sessionid={client.cookies['sessionid'].value}",
    }


class Socket:
    def __init__(self, path: str, headers: dict[str, str]) -> None:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "websocket", "path": path, "headers": raw, "scheme": "ws"}
        self.wire = ApplicationCommunicator(websocket_application, scope)
        self.seen: list[dict[str, Any]] = []
        self.close_code: int | None = None

    async def open(self) -> None:
        await self.wire.send_input({"type": "websocket.connect"})
        assert (await self.wire.receive_output(timeout=PATIENCE))["type"] == "websocket.accept"
        self.reader = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while self.close_code is None:
            output = await self.wire.receive_output(timeout=60)
            if output["type"] == "websocket.close":
                self.close_code = output["code"]
            else:
                self.seen.append(json.loads(output["text"]))

    async def send(self, message: Any) -> None:
        match message:
            case bytes():
                frame: dict[str, Any] = {"bytes": message}
            case str():
                frame = {"text": message}
            case _:
                frame = {"text": json.dumps(message)}
        await self.wire.send_input({"type": "websocket.receive", **frame})

    async def subscribe(self, *names: str, after: int | None = None) -> None:
        topics = [{"name": name, **({} if after is None else {"after": after})} for name in names]
        await self.send({"type": "subscribe", "topics": topics})
        for name in names:
            await self.wait(type="subscribed", topic=name)

    async def wait(self, timeout: float = PATIENCE, **content: Any) -> dict[str, Any]:
        """The first message with this content."""

        def found() -> Any:
            return next((m for m in self.seen if content.items() <= m.items()), None)

        return await until(found, lambda: f"no {content} in {self.seen[-5:]}", timeout=timeout)

    async def wait_closed(self, code: int, timeout: float = PATIENCE) -> None:
        await until(lambda: self.close_code is not None, lambda: "still open", timeout=timeout)
        assert self.close_code == code

    def events(self, topic: str) -> list[dict[str, Any]]:
        return [m for m in self.seen if m["type"] == "event" and m["topic"] == topic]

    async def close(self) -> None:
        self.reader.cancel()
        await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wire.wait(timeout=PATIENCE)


async def until(
    found: Callable[[], Any], why: Callable[[], str] = str, *, timeout: float = PATIENCE
) -> Any:
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout
    while loop.time() < end:
        if result := found():
            return result
        await asyncio.sleep(0.01)
    raise AssertionError(why())


@asynccontextmanager
async def socket(path: str, headers: dict[str, str]):
    opened = Socket(path, headers)
    await opened.open()
    try:
        yield opened
    finally:
        await opened.close()
