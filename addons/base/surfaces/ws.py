"""WebSockets: messages checked by the same table and forms as REST, and sent to the same doors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Concatenate, Final, ParamSpec, TypeVar

from channels.consumer import AsyncConsumer
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ..events.model import Event
from ..live.frames import Bucket, decode
from ..live.identity import Handshake, SignIn, person_of, sign_in
from ..live.messages import Heard, Message, Said, encode
from ..live.outbox import Outbox, say_goodbye
from ..live.process import LiveProcess, this_process
from ..live.supervise import ended
from ..live.threads import in_thread
from ..models.record import Record
from ..workflow.actors import address
from ..workflow.errors import DoorError, NotFound, NotSignedIn, TooMany
from .ws_messages import Messages, check_handler, checked, sentence

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

BROKEN: Final = 1011
TOO_SLOW: Final = 4408
MOST_HEARD: Final = 500


class PersonConsumer(AsyncConsumer):
    """The base of all sockets: someone who is signed in, and what they may say.

    `messages` is everything that is understood: type → form, or None for one without fields. The
    message `typing` goes to `async def on_typing(self, **fields)`. `unlimited` names the types
    that the rate limit never holds up. `on_event(event)`, where it is defined, hears the events
    of the topics that were joined. Everything about the database goes through `as_person`.
    """

    messages: ClassVar[Messages] = {}
    unlimited: ClassVar[frozenset[str]] = frozenset()
    messages_per_second: ClassVar[float] = 10
    burst: ClassVar[int] = 40

    user_id: int
    language: str
    signed_in: SignIn
    process: LiveProcess
    # What this socket hears.
    topics: set[str]

    def __init_subclass__(cls) -> None:
        for name, form in cls.messages.items():
            check_handler(cls, name, form)

    # --- what a socket is made of ------------------------------------------------------------

    async def opened(self) -> None:
        """Join topics, or raise a DoorError: NotFound closes with 4404."""

    async def closed(self) -> None:
        """It is over, by whichever side. Decides nothing: a client may come back at once."""

    def recheck(self, user: Any) -> Any:
        """In a thread, every few seconds: raise a DoorError to close; the answer is passed on."""

    def rechecked(self, verdict: Any) -> None:
        """Back in the loop: act on what `recheck` found; unless `is_busy`, nothing is under way."""

    @property
    def is_busy(self) -> bool:
        return self._busy.locked()

    async def as_person(
        self, work: Callable[Concatenate[Any, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run `work(user, …)` in a thread, with the person as they are now."""

        def with_person() -> R:
            return work(person_of(self.signed_in), *args, **kwargs)

        return await in_thread(with_person)

    def post(self, message: Message) -> None:
        """Send it when its turn comes; lazy texts in the person's language."""
        self._outbox.put(encode(message))

    def join(self, topic: str) -> None:
        """Hear the topic. Nobody asks here whether they may: do so before, and in `recheck`."""
        self.process.hub.join(topic, self)
        self.topics.add(topic)

    def leave(self, topic: str) -> None:
        self.process.hub.leave(topic, self)
        self.topics.discard(topic)

    def close(self, code: int = 1000) -> None:
        """After what has been posted."""
        self._outbox.close(code)

    def refuse(self, error: Exception) -> None:
        """Close with the code that fits the error: 4401, 4404, …"""
        self.close(4000 + error.http_status if isinstance(error, DoorError) else BROKEN)

    # --- what the hub calls ------------------------------------------------------------------

    def hear_event(self, heard: Heard) -> None:
        if self._events.full():
            self.lose_track()
        elif hasattr(self, "on_event"):
            self._events.put_nowait(heard.event)

    def hear_message(self, said: Said) -> None:
        self._outbox.put(said.text(self.language))

    def lose_track(self) -> None:
        self._outbox.lose_track()
        if hasattr(self, "on_event"):
            # It may have missed what would have ended it; who comes back is checked anew.
            self.close(TOO_SLOW)

    def check_pace(self) -> None:
        """Let go of a reader who takes nothing."""
        if self._outbox.is_stuck():
            self.close(TOO_SLOW)
            self._outbox.give_up()

    # --- the life of a socket ----------------------------------------------------------------

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self._outbox = Outbox(send)
        self._events: asyncio.Queue[Event] = asyncio.Queue(MOST_HEARD)
        self.topics = set()
        self._bucket = Bucket(rate=self.messages_per_second, burst=self.burst)
        # One thing at a time: messages and events do not overtake each other.
        self._busy = asyncio.Lock()
        self.process = this_process()
        await receive()
        is_in = False
        try:
            is_in = await self._come_in()
            # Only now, so that whoever is in hears everything from here on; and also where it will
            # be refused, because otherwise the client sees a bare 403.
            await send({"type": "websocket.accept"})
            self._outbox.open()
            await (self._live(receive) if is_in else self._outbox.ended.wait())
        finally:
            if is_in:
                await self._safely(self.closed())
            await self._end(send)

    async def _live(self, receive: Any) -> None:
        work = [self._outbox.ended.wait(), self._read(receive)]
        if hasattr(self, "on_event"):
            work.append(self._listen())
        tasks = [asyncio.create_task(part) for part in work]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            async with self._busy:
                pass  # let what was begun come to its end
        finally:
            await ended(tasks)

    async def _come_in(self) -> bool:
        handshake = Handshake(self.scope)
        address.set(handshake.address)
        try:
            user, self.signed_in = await in_thread(sign_in, handshake)
            self.user_id, self.language = user.pk, language_of(user)
            translation.activate(self.language)
            await self.process.enter(self)
            await self.opened()
        except Exception as error:
            if not isinstance(error, DoorError):
                logger.exception("%s could not be opened", type(self).__name__)
            self.refuse(error)
            return False
        return True

    async def _end(self, send: Any) -> None:
        for topic in tuple(self.topics):
            self.leave(topic)
        self._outbox.give_up()
        try:
            if self._outbox.close_code is not None:
                await say_goodbye(send, self._outbox.close_code)
        finally:
            # Last: with the last socket the whole process stops, and nobody is to wait for that.
            await self.process.leave(self)

    async def _read(self, receive: Any) -> None:
        while (frame := await receive())["type"] == "websocket.receive":
            async with self._busy:
                if self._outbox.close_code is None:
                    await self._safely(self._take(frame))

    async def _listen(self) -> None:
        while True:
            event = await self._events.get()
            async with self._busy:
                if self._outbox.close_code is None:
                    await self._hear(event)

    async def _hear(self, event: Event) -> None:
        """What cannot be told is not lost in silence: who comes back reads how things are."""
        try:
            await self.on_event(event)
        except Exception as error:
            if not isinstance(error, DoorError):
                logger.exception("%s could not tell of %s", type(self).__name__, event)
            self.refuse(error)

    async def _safely(self, work: Awaitable[None]) -> None:
        """Errors are answered, in constant words; the socket stays open."""
        try:
            await work
        except NotSignedIn as refusal:
            self.refuse(refusal)
        except DoorError as refusal:
            self.post({"type": "error", "error": sentence(refusal)})
        except Exception:
            logger.exception("%s failed", type(self).__name__)
            self.post({"type": "error", "error": _("Something went wrong. Try again.")})

    async def _take(self, frame: dict[str, Any]) -> None:
        message = decode(frame)
        name = message.pop("type")
        if name not in self.messages:
            raise DoorError(_("This type of message is not known here."))
        if name not in self.unlimited and not self._bucket.take():
            raise TooMany(retry_after=1)
        fields = checked(self.messages[name], message)
        await getattr(self, f"on_{name}")(**fields)


class RecordConsumer(PersonConsumer):
    """A socket of one record, whose key is `pk` in the path. It closes when the record is no longer
    the person's to see; what they may say about it, the doors decide."""

    model: ClassVar[type[Record]]

    topic: str

    def find(self, user: Any) -> Any:
        """The record as it is now, in a thread: `await self.as_person(self.find)`."""
        found = self.model.objects.visible_to(user).filter(pk=self.key).first()
        if found is None:
            raise NotFound
        self.admit(user, found)
        return found

    def admit(self, user: Any, record: Any) -> None:
        """Raise a DoorError where seeing the record is not enough, such as NotFound."""

    @property
    def key(self) -> Any:
        return self.scope["url_route"]["kwargs"]["pk"]

    @property
    def channel(self) -> str:
        """The topic of what is not stored: all sockets of this class and record."""
        return f"{type(self).__name__}:{self.topic}"

    async def opened(self) -> None:
        self.topic = f"{self.model._meta.label_lower}:{self.key}"
        # Before looking, so that nothing happens in between unheard.
        self.join(self.topic)
        self.join(self.channel)
        await self.as_person(self.find)

    def recheck(self, user: Any) -> Any:
        return self.find(user)

    async def say(self, message: Message) -> None:
        """To everybody on this socket's record, the sender too; stored nowhere."""
        await self.process.send(self.channel, message)


def language_of(user: Any) -> str:
    spoken = getattr(user, "language", "")
    return spoken if spoken in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
