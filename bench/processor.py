"""The processor time of a piece of work, in Python and in PostgreSQL, beside the clock."""

from __future__ import annotations

import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from figures import say

TICKS = os.sysconf("SC_CLK_TCK")


class Processor:
    """Keeps, for each side, what every round took of it."""

    def __init__(self) -> None:
        self.used: defaultdict[str, list[float]] = defaultdict(list)

    def timed(self, name: str, run: Callable[[], object]) -> float:
        """The seconds by the clock."""
        started, used = time.perf_counter(), processor_time()
        run()
        taken = time.perf_counter() - started
        self.used[name].append(processor_time() - used)
        return taken

    def report(self) -> None:
        """Without the first round, which warms up."""
        for name, values in self.used.items():
            say(f"  {name:<26} processor {statistics.median(values[1:]):.2f} s")


def processor_time() -> float:
    """Of this process and of the one in PostgreSQL that works for it."""
    from django.db import connection

    used = time.process_time()
    if connection.vendor != "postgresql":
        return used
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    user, system = backend.read_text().rpartition(")")[2].split()[11:13]
    return used + (int(user) + int(system)) / TICKS
