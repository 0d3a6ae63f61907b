#!/usr/bin/env python
"""Row 2: a job with 30 rows of history among 50,000: REST, and its whole console page.

    python bench/records.py [--jobs 50000] [--rounds 5]

The limit is a Django with one view, hardly any middleware and one statement written by hand.
"""

from __future__ import annotations

import sys

from bookings import build, options_of
from figures import Goal, report, short, take_turns
from ground import prepared
from web import BARE, OURS, asking, request, serving

GOALS = {"REST": Goal(300), "console page": Goal(63)}


def main() -> int:
    options = options_of(__doc__)
    with prepared(addons="jobs,website"):
        town = build(options.jobs)
        key = town.watched.pk
        rest = request("GET", f"/api/v1/jobs/{key}/?include=status-history", town.dispatcher)
        page = request("GET", f"/admin/jobs/job/{key}/", town.cookie)
        with serving(OURS) as ours, serving(BARE) as bare:
            sides = {
                "REST": asking(ours, [rest], total=short(1_000, 100)),
                "console page": asking(ours, [page], total=short(250, 30)),
                "limit": asking(bare, [request("GET", f"/record/{key}")], total=short(2_000, 200)),
            }
            rates = take_turns(sides, rounds=options.rounds)
    is_reached = report("2  record with 30 history rows", rates, unit="/s", goals=GOALS)
    return int(options.must and not is_reached)


if __name__ == "__main__":
    sys.exit(main())
