#!/usr/bin/env python
"""Row 1: a list of 50 of 50,000 jobs: REST, the rows a filter swaps in, the whole console page.

    python bench/lists.py [--jobs 50000] [--rounds 5]

The limit is a Django with one view, no middleware and one statement written by hand.
"""

from __future__ import annotations

import sys

import figures
from bookings import JOBS, build
from figures import Goal, report, short, take_turns
from ground import prepared
from web import BARE, OURS, asking, request, serving

GOALS = {"REST": Goal(300), "console rows": Goal(100), "console page": Goal(40)}


def main() -> int:
    parser = figures.parser(__doc__)
    parser.add_argument("--jobs", type=int, default=short(JOBS, 2_000))
    parser.add_argument("--rounds", type=int, default=short(5, 1))
    options = parser.parse_args()
    with prepared(addons="jobs,website"):
        town = build(options.jobs)
        rest = request("GET", "/api/v1/jobs/?page_size=50", town.dispatcher)
        filtered = "/admin/jobs/job/results/?state=completed&_w_filter_fragment=true"
        rows = request("GET", filtered, town.cookie)
        page = request("GET", "/admin/jobs/job/", town.cookie)
        with serving(OURS) as ours, serving(BARE) as bare:
            sides = {
                "REST": asking(ours, [rest], total=short(1_500, 100)),
                "console rows": asking(ours, [rows], total=short(600, 50)),
                "console page": asking(ours, [page], total=short(300, 30)),
                "limit": asking(bare, [request("GET", "/list")], total=short(3_000, 200)),
            }
            rates = take_turns(sides, rounds=options.rounds)
    is_reached = report("1  list of 50", rates, unit="/s", goals=GOALS)
    return int(options.must and not is_reached)


if __name__ == "__main__":
    sys.exit(main())
