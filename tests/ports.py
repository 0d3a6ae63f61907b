"""Ports for servers that tests start, kill and start again."""

from __future__ import annotations

import random

from callout import processes

HOST = "127.0.0.1"
# Below those that the system gives to outgoing connections: nobody takes one while its server is away.
OURS = range(15_000, 32_000)


def free_port(*, neighbours: int = 0) -> int:
    """A port that is free together with those that follow it."""
    while True:
        first = random.choice(OURS)
        wanted = range(first, first + neighbours + 1)
        if all(processes.is_free(HOST, port) for port in wanted):
            return first
