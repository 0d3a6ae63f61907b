"""What one process of sockets does for the meters whose sides it holds.

Signs of life are written together, not one by one; figures are read together; and a meter is looked
at in the very moment in which it has to end. The database decides: two processes may look at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from addons.base import clock
from addons.base.live.supervise import supervised
from addons.base.live.threads import in_house_thread, in_thread
from addons.base.workflow import Conflict, Door, DoorError
from addons.base.workflow.doors import perform

from .closing import METER, look_at
from .flow import ConsultationFlow
from .heartbeats import Heard, note
from .messages import Snapshot, snapshot
from .models import Consultation
from .timing import PATIENCE

if TYPE_CHECKING:
    from .talk_socket import ConsultationSocket

logger = logging.getLogger(__name__)

# Heartbeats wait so long for others; figures are told so often; meters are looked after so often.
GATHER: Final = 1.0
TELL: Final = 5.0
CARE: Final = 8.0
# When both have gone, somebody still has to see that they do not come back.
LINGER: Final = PATIENCE.total_seconds() + 10
WARNINGS: Final = (120, 30)


class MeterWatch:
    """Begins with the first socket of a consultation, and ends a while after the last."""

    def __init__(self) -> None:
        self.sockets: dict[int, set[ConsultationSocket]] = {}
        self._heard: dict[tuple[int, str], float] = {}
        self._left: dict[int, float] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._work: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._cared = self._told = float("-inf")
        self._is_ending = False

    # --- what sockets say ----------------------------------------------------------------------

    def add(self, socket: ConsultationSocket) -> None:
        self.sockets.setdefault(socket.key, set()).add(socket)
        self._left.pop(socket.key, None)
        if socket.side:
            self.hear(socket.key, socket.side)
        self.look_again(socket.key)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(supervised("meter watch", self._run))

    def remove(self, socket: ConsultationSocket) -> None:
        """It decides nothing; only who looks after the meter may be others from now on."""
        held = self.sockets.get(socket.key, set())
        held.discard(socket)
        if not held and self.sockets.pop(socket.key, None) is not None:
            self._left[socket.key] = asyncio.get_running_loop().time()

    def forget(self, key: int) -> None:
        """It is over."""
        self.sockets.pop(key, None)
        self._left.pop(key, None)
        if (timer := self._timers.pop(key, None)) is not None:
            timer.cancel()

    def hear(self, key: int, side: str) -> None:
        self._heard[key, side] = asyncio.get_running_loop().time()

    def look_again(self, key: int) -> None:
        """Something has happened to it: read it now."""
        self._spawn(self._read([key]))
        self._wake.set()

    async def end(self) -> None:
        """Come to an end with what is under way, whoever is still there."""
        self._is_ending = True
        self._wake.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
        # What comes to its end may have begun something else.
        while self._work:
            await asyncio.gather(*self._work, return_exceptions=True)
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._is_ending = False

    # --- what it does --------------------------------------------------------------------------

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while (self.sockets or self._left) and not self._is_ending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), GATHER)
            self._wake.clear()
            await self._flush(loop.time())
            if loop.time() - self._told >= TELL:
                self._told = loop.time()
                await self._read(list(self.sockets))
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()

    async def _flush(self, at: float) -> None:
        """Write what was heard; every few seconds also for those whose sides are quiet."""
        heard, self._heard = self._heard, {}
        for key, left in list(self._left.items()):
            if at - left > LINGER:
                del self._left[key]
        cares = at - self._cared >= CARE
        if cares:
            self._cared = at
        watched = {*self.sockets, *self._left} if cares else set()
        if not heard and not watched:
            return
        ages = {each: at - moment for each, moment in heard.items()}
        try:
            found = await in_house_thread(write_down, ages, watched)
        except Exception:
            # Nothing is lost: the next one writes it.
            self._heard = heard | self._heard
            raise
        for key in found.ready:
            self._spawn(self._start(key))
        if found.due:
            self._spawn(self._look(found.due))

    async def _start(self, key: int) -> None:
        refusal = await in_thread(start, key)
        for socket in list(self.sockets.get(key, ())):
            if refusal:
                socket.post({"type": "error", "error": refusal})

    async def _look(self, keys: Iterable[int]) -> None:
        await in_thread(look_at, list(keys))
        await self._read(list(keys))

    async def _read(self, keys: list[int]) -> None:
        """Tell the sockets of these how things are, and mark when to look again."""
        for key, read in (await in_house_thread(read_all, keys)).items():
            for socket in list(self.sockets.get(key, ())):
                socket.show(read)
            self._mark(key, read)

    def _mark(self, key: int, read: Snapshot) -> None:
        if (old := self._timers.pop(key, None)) is not None:
            old.cancel()
        if key not in self.sockets and key not in self._left:
            return
        loop, deadline = asyncio.get_running_loop(), max(read.deadline_s, 0) + 0.01
        remaining = read.figures.remaining_s
        crossings = [remaining - at + 0.5 for at in WARNINGS if remaining > at]
        if crossings and min(crossings) < deadline and min(crossings) < TELL:
            self._timers[key] = loop.call_later(min(crossings), self._at_crossing, key)
        else:
            self._timers[key] = loop.call_later(deadline, self._at_deadline, key)

    def _at_crossing(self, key: int) -> None:
        self._timers.pop(key, None)
        self._spawn(self._read([key]))

    def _at_deadline(self, key: int) -> None:
        self._timers.pop(key, None)
        self._spawn(self._look([key]))

    def _spawn(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(self._safely(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    async def _safely(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception:
            logger.exception("The meter watch failed; it looks again")


# --- in threads ----------------------------------------------------------------------------------


def write_down(ages: dict[tuple[int, str], float], watched: set[int]) -> Heard:
    """Who was heard so many seconds ago."""
    now = clock.now()
    return note({each: now - timedelta(seconds=age) for each, age in ages.items()}, watched)


def start(key: int) -> str:
    """Both are there, so it begins by itself; why not, if money is missing now."""
    for consultation in Consultation.objects.filter(pk=key):
        try:
            perform(consultation, ConsultationFlow.start, actor=METER, via=Door.WEBSOCKET)
        except Conflict:
            return ""  # withdrawn, too late, or somebody left again
        except DoorError as refusal:
            return str(refusal)
    return ""


def read_all(keys: list[int]) -> dict[int, Snapshot]:
    if not keys:
        return {}
    now = clock.now()
    found = Consultation.objects.active().filter(pk__in=keys).with_meter()
    read = (snapshot(each, now) for each in found.select_related("provider__user"))
    return {each.key: each for each in read if each is not None}


_watches: WeakKeyDictionary[asyncio.AbstractEventLoop, MeterWatch] = WeakKeyDictionary()


def this_watch() -> MeterWatch:
    """That of the running event loop; a server has one."""
    loop = asyncio.get_running_loop()
    if loop not in _watches:
        _watches[loop] = MeterWatch()
    return _watches[loop]
