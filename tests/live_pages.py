"""Pages that come back after a drop, as the script of ours does, and check what they hear."""

from __future__ import annotations

import asyncio
import random
import sys
from dataclasses import dataclass, field
from typing import Any

from tests.live_wire import Wire


@dataclass
class Figures:
    """What is printed at the end, and what went wrong."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    events: int = 0
    resyncs: int = 0
    drops: int = 0

    def say(self, line: str) -> None:
        self.lines.append(line)
        sys.stdout.write(f"  {line}\n")
        sys.stdout.flush()


class Page:
    """One open page: it follows records, comes back after a drop, and checks what it hears."""

    def __init__(self, port: int, cookie: str, topics: list[str], figures: Figures) -> None:
        self.port = port
        self.cookie = cookie
        self.figures = figures
        # None where the page was told to load again, which brings it level.
        self.last: dict[str, int | None] = dict.fromkeys(topics)
        self.waiting: set[str] = set(topics)
        self.tries = 0
        self.wire: Wire | None = None

    async def stay(self) -> None:
        """Until cancelled, as the script of our pages does it."""
        while True:
            wire = Wire("/ws/live/", self.port, self.cookie)
            wire.hear = self.hear  # type: ignore[method-assign]
            try:
                await wire.open(self.port)
                self.wire = wire
                self.subscribe(wire)
                await wire.lost
            except (OSError, TimeoutError):
                self.tries += 1
            finally:
                wire.drop()
            self.wire, self.waiting = None, set(self.last)
            await asyncio.sleep(0.2 + random.random() * min(2.5, 0.4 * 2**self.tries))

    def subscribe(self, wire: Wire) -> None:
        lines = [
            {"name": name} | ({} if last is None else {"after": last})
            for name, last in self.last.items()
        ]
        wire.send({"type": "subscribe", "topics": lines})

    @property
    def is_ready(self) -> bool:
        return self.wire is not None and not self.waiting

    def drop(self) -> None:
        if self.wire is not None:
            self.figures.drops += 1
            self.wire.drop()

    def hear(self, message: dict[str, Any]) -> None:
        self.tries = 0
        topic, sequence = message.get("topic"), message.get("sequence")
        match message["type"]:
            case "subscribed":
                self.waiting.discard(topic)
                if self.last[topic] is None:
                    self.last[topic] = sequence
            case "event":
                self.figures.events += 1
                self.check(topic, sequence)
            case "resync":
                self.figures.resyncs += 1
                self.last |= {topic: sequence} if topic else dict.fromkeys(self.last)
            case _:
                self.figures.faults.append(f"unexpected: {message}")

    def check(self, topic: str, sequence: int) -> None:
        last = self.last[topic]
        if last is not None and sequence != last + 1:
            self.figures.faults.append(f"{topic}: {sequence} after {last}")
        self.last[topic] = sequence

    def is_level(self, heads: dict[str, int]) -> bool:
        return self.is_ready and all(
            last in (None, heads[topic]) for topic, last in self.last.items()
        )
