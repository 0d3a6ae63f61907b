"""Processes that are started again when they die, each time a little later."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from .processes import Group, stop

FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 30.0
# Who lived as long as this has earned a quick start.
LONG_LIFE: Final = 30.0

Say = Callable[[str], None]


@dataclass
class Kept:
    """One command, and its process of the moment."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    pause: float = FIRST_PAUSE
    began: float = field(default=0.0)
    not_before: float = 0.0

    def start(self) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            self.command, env=dict(self.environment), start_new_session=True
        )

    def look(self, say: Say) -> None:
        """Notice that it has ended; start it again when its time has come."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        # A child of it may still be there, with the port.
        stop({self.name: self.process})
        self.pause = FIRST_PAUSE if now - self.began > LONG_LIFE else self.pause
        say(f"{self.name} ended ({how(code)}); it is started again in {self.pause:.1f} s.")
        self.process, self.not_before = None, now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


class Supervision:
    """Keeps what it is given until `end`, last come, first ended: what others need goes last."""

    def __init__(self, say: Say) -> None:
        self.tiers: list[list[Kept]] = []
        self._say = say

    def keep(self, commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> None:
        tier = [Kept(name, command, environment) for name, command in commands.items()]
        self.tiers.append(tier)
        for kept in tier:
            kept.start()

    def look(self) -> None:
        """Once around; call it often."""
        for tier in self.tiers:
            for kept in tier:
                kept.look(self._say)

    def end(self) -> None:
        while self.tiers:
            tier = self.tiers.pop()
            group: Group = {kept.name: kept.process for kept in tier if kept.process}
            stop(group)


def how(code: int) -> str:
    return f"code {code}" if code >= 0 else f"by {signal.Signals(-code).name}"
