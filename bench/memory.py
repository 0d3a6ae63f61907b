#!/usr/bin/env python
"""Row 12: what two web workers hold, and how long they take to answer after a start.

    python bench/memory.py [--rounds 3]

Memory is what the processes hold by themselves and their share of what they hold together (PSS), after
some requests; `own` beside it is what only one of them holds (USS). The limit is a Django with one
view. Bytecode is there from the round to warm up on, as where scripts/setup has run.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import bookings
import figures
from figures import Goal, report, short, take_turns
from ground import prepared
from web import BARE, OURS, Application, per_second, request, running

MEMORY = {"ours": Goal(300, most=True)}
START = {"ours": Goal(1.5, most=True)}


def main() -> int:
    parser = figures.parser(__doc__)
    parser.add_argument("--rounds", type=int, default=short(3, 1))
    options = parser.parse_args()
    with prepared(addons="jobs,website"):
        town = bookings.build(jobs=1_000)
        ours = [request("GET", "/api/v1/jobs/", town.customer)]
        ours.append(request("GET", "/admin/jobs/job/", town.cookie))
        runs = {"ours": Run(OURS, ours), "limit": Run(BARE, [request("GET", "/list")])}
        starts = take_turns({n: run.start for n, run in runs.items()}, rounds=options.rounds)
        held = {name: run.held for name, run in runs.items()}
        own = {f"own, {name}": run.own for name, run in runs.items()}
    is_small = report("12  memory of two web workers", held, unit="MB", goals=MEMORY)
    report("12  of it in one process alone", own, unit="MB", goals={})
    is_quick = report("12  first answer after a start", starts, unit="s", goals=START)
    return int(options.must and not (is_small and is_quick))


class Run:
    """One application, started anew for each round."""

    def __init__(self, application: Application, requests: list[bytes]) -> None:
        self.application = application
        self.requests = requests
        self.held: list[float] = []
        self.own: list[float] = []

    def start(self) -> float:
        started = time.perf_counter()
        with running(self.application) as (port, process):
            per_second(port, self.requests[:1], total=1)
            taken = time.perf_counter() - started
            per_second(port, self.requests, total=short(100, 20))
            self.held.append(megabytes(process, "Pss"))
            self.own.append(megabytes(process, "Private_Clean", "Private_Dirty"))
        return taken


def megabytes(pid: int, *kinds: str) -> float:
    """What the process and its children hold of these kinds."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = [Path(f"/proc/{p}/smaps_rollup").read_text() for p in [str(pid), *children]]
    pattern = re.compile(rf"^(?:{'|'.join(kinds)}):\s+(\d+)", re.M)
    return sum(int(number) for size in sizes for number in pattern.findall(size)) / 1024


if __name__ == "__main__":
    sys.exit(main())
