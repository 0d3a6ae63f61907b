#!/usr/bin/env python
"""Row 6: the console's board with counts and cards in five columns, over 50,000 jobs and a million.

    python bench/board.py [--jobs 50000] [--times 20] [--rounds 5]

The ratio is between the two sizes of the same page.
"""

from __future__ import annotations

import statistics
import sys

from bookings import build, multiply, options_of
from figures import Goal, report, say, short, take_turns, verdict
from ground import prepared
from web import BARE, OURS, asking, request, serving

GOALS = {"board": Goal(60)}
MOST_RATIO = 2.0


def main() -> int:
    options = options_of(__doc__, times=short(20, 3))
    with prepared(addons="jobs,website"):
        from addons.jobs.models import Job

        town = build(options.jobs)
        page = request("GET", "/admin/jobs/job/board/results/", town.cookie)
        total = short(150, 20)
        with serving(OURS) as ours, serving(BARE) as bare:
            sides = {
                "board": asking(ours, [page], total=total),
                "limit": asking(bare, [request("GET", "/board")], total=short(600, 100)),
            }
            small = take_turns(sides, rounds=options.rounds)
            multiply(options.times, Job)
            large = take_turns(sides, rounds=options.rounds)
    is_reached = report(f"6  board, {options.jobs:,} jobs", small, unit="/s", goals=GOALS)
    report(f"6  board, {options.jobs * options.times:,} jobs", large, unit="/s", goals={})
    ratio = statistics.median(small["board"]) / statistics.median(large["board"])
    say(f"  ratio of the sizes {ratio:.2f}  must {MOST_RATIO:g}: {verdict(ratio <= MOST_RATIO)}")
    return int(options.must and not (is_reached and ratio <= MOST_RATIO))


if __name__ == "__main__":
    sys.exit(main())
