#!/usr/bin/env python
"""Row 1: a list of 50 of 50,000 jobs: REST, the rows a filter swaps in, the whole console page.

    python bench/lists.py [--jobs 50000] [--rounds 5]

Beside the dispatcher's list stands the customer's own, which few of the rows belong to. The limit is
a Django with one view, hardly any middleware and one statement written by hand.
"""

from __future__ import annotations

import sys

from bookings import build, options_of
from figures import Goal, report, short, take_turns
from ground import prepared
from web import BARE, OURS, asking, request, serving

GOALS = {"REST": Goal(300), "console rows": Goal(100), "console page": Goal(40)}
LIST = "/api/v1/jobs/?page_size=50"
# As the form asks when a filter changes; the form itself comes along only when one is taken away.
FILTERED = "/admin/jobs/job/results/?state=completed"


def main() -> int:
    options = options_of(__doc__)
    with prepared(addons="jobs,website"):
        town = build(options.jobs)
        rest, own = (request("GET", LIST, who) for who in (town.dispatcher, town.customer))
        rows, page = (request("GET", at, town.cookie) for at in (FILTERED, "/admin/jobs/job/"))
        with serving(OURS) as ours, serving(BARE) as bare:
            sides = {
                "REST": asking(ours, [rest], total=short(900, 100)),
                "REST, one's own": asking(ours, [own], total=short(900, 100)),
                "console rows": asking(ours, [rows], total=short(300, 40)),
                "console page": asking(ours, [page], total=short(200, 30)),
                "limit": asking(bare, [request("GET", "/list")], total=short(2_000, 200)),
            }
            rates = take_turns(sides, rounds=options.rounds)
    is_reached = report("1  list of 50", rates, unit="/s", goals=GOALS)
    return int(options.must and not is_reached)


if __name__ == "__main__":
    sys.exit(main())
