#!/usr/bin/env python
"""The nearest 20 within 10 km among a million providers: ours through the ORM against bare SQL.

    python bench/nearby.py [--providers 1000000] [--rounds 15] [--questions 200]

Ours finds ids and exact distances in growing disks; `rows` reads the 20 providers as objects too. The
limit is one prepared statement over the same index that knows beforehand which cells to look in. Needs
PostgreSQL at DATABASE_URL (`eval "$(scripts/services start)"`), where it makes a database of its
own. Ends with 1 if an answer differs from one found without an index and, with --must, if the must
is missed.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from operator import truediv
from pathlib import Path
from typing import Any

import figures
from figures import say, short

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "site"), str(ROOT)]

MUST_MS = 2.0
LIMIT = 20
RADIUS_KM = 10.0
BATCH = 20_000
EXACT_CHECKS = 10
# South, west, north, east: a country with forty cities, in which most providers live.
COUNTRY = (9.0, 72.0, 31.0, 87.0)
CITIES = 40
IN_CITIES = 0.7
CITY_DEGREES = 0.12

Place = tuple[float, float]


def main() -> int:
    options = read_options()
    if not os.environ.get("DATABASE_URL"):
        say("8  nearest: left out, it needs DATABASE_URL; scripts/services starts a server.")
        return 0
    with tempfile.TemporaryDirectory(prefix="callout-bench-") as data:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "callout.settings",
            "CALLOUT_PROFILE": "test",
            "DATA": data,
            "ADDONS": "providers",
            "ADDON_MODULES": "",
        }
        return measure(options)


def read_options() -> argparse.Namespace:
    parser = figures.parser(__doc__)
    parser.add_argument("--providers", type=int, default=short(1_000_000, 20_000))
    parser.add_argument("--rounds", type=int, default=short(15, 2))
    parser.add_argument("--questions", type=int, default=short(200, 20), help="per round and side")
    return parser.parse_args()


def measure(options: argparse.Namespace) -> int:
    import django  # the environment is set only now

    django.setup()
    from django.db import connection

    connection.settings_dict["TEST"]["MIGRATE"] = False
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        rng = random.Random(1)
        started = time.perf_counter()
        build(options.providers, rng)
        say(f"{options.providers:,} providers built in {time.perf_counter() - started:.0f} s")
        questions = [a_place(rng, cities(random.Random(2))) for _ in range(options.questions)]
        wrong = sum(not is_exact(place) for place in questions[:EXACT_CHECKS])
        sides = {"ours": ours, "rows": with_rows, "limit": bare(questions)}
        times = alternate(sides, questions, rounds=options.rounds)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
    is_reached = report(times, wrong)
    return int(bool(wrong) or (options.must and not is_reached))


# --- the data --------------------------------------------------------------------------------


def cities(rng: random.Random) -> list[Place]:
    south, west, north, east = COUNTRY
    return [(rng.uniform(south, north), rng.uniform(west, east)) for _ in range(CITIES)]


def a_place(rng: random.Random, around: list[Place]) -> Place:
    """In or near a city, the first being the largest, or somewhere in the country."""
    if rng.random() > IN_CITIES:
        return cities(rng)[0]
    lat, lng = around[min(int(rng.expovariate(0.15)), CITIES - 1)]
    return rng.gauss(lat, CITY_DEGREES), rng.gauss(lng, CITY_DEGREES)


def build(count: int, rng: random.Random) -> None:
    """Users, providers, standings and prices, past the doors: it is the reading that is measured."""
    from django.contrib.auth import get_user_model
    from django.db import connection

    from addons.catalog.models import ServiceCategory
    from addons.providers.models import Provider, ProviderService, ProviderStanding

    around = cities(random.Random(2))
    category = ServiceCategory.objects.create(name="Leak repair", slug="leak-repair")
    user_model = get_user_model()
    insert(user_model, (user_model(email=f"{n}@example.com", password="!") for n in range(count)))
    users = user_model.objects.order_by("pk").values_list("pk", flat=True).iterator()
    insert(Provider, (a_provider(rng, around, user) for user in users))
    keys = list(Provider.objects.values_list("pk", flat=True))
    insert(ProviderStanding, (ProviderStanding(provider_id=key) for key in keys))
    services = (
        ProviderService(provider_id=key, category=category, price=rng.randrange(200, 900))
        for key in keys
        if key % 2
    )
    insert(ProviderService, services)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def insert(model: Any, rows: Iterator[Any]) -> None:
    while batch := list(islice(rows, BATCH)):
        model._base_manager.bulk_create(batch)


def a_provider(rng: random.Random, around: list[Place], user: int) -> Any:
    from addons.base import clock
    from addons.providers.models import Provider

    now = clock.now()
    # One in ten is not verified, three in ten of the others not on duty.
    made = Provider(
        user_id=user,
        display_name=f"Provider {user}",
        duty="on_duty" if rng.random() < 0.7 else "off_duty",
        radius_km=rng.choice([5, 10, 15, 25]),
        state_since=now,
        created_at=now,
        updated_at=now,
    )
    made.__dict__["state"] = "verified" if rng.random() < 0.9 else "applied"
    made.move_to(*a_place(rng, around))
    return made


# --- the sides -------------------------------------------------------------------------------


def ours(place: Place) -> list[tuple[int, float]]:
    from addons.providers.models import Provider

    return Provider.objects.on_duty().nearest(*place, within_km=RADIUS_KM, limit=LIMIT)


def with_rows(place: Place) -> list[Any]:
    from addons.providers.models import Provider

    found = ours(place)
    rows = Provider.objects.in_bulk([pk for pk, _km in found])
    return [rows[pk] for pk, _km in found]


def bare(questions: list[Place]) -> Callable[[Place], Any]:
    """One statement per question; which cells hold the answer was found out before."""
    from django.db import connection

    from addons.providers import geo

    half_chord = (
        "power(sin(radians(latitude - %(lat)s) / 2), 2) + cos(radians(%(lat)s)) * "
        "cos(radians(latitude)) * power(sin(radians(longitude - %(lng)s) / 2), 2)"
    )
    sql = (
        f"SELECT id, 2 * {geo.EARTH_RADIUS_KM} * asin(sqrt({half_chord})) AS km "
        "FROM providers_provider WHERE cell = ANY(%(cells)s) "
        "AND state = 'verified' AND duty = 'on_duty' ORDER BY km LIMIT 20"
    )
    cells = {}
    for place in questions:
        found = ours(place)
        reach = found[-1][1] if len(found) == LIMIT else RADIUS_KM
        cells[place] = cells_within(place, reach)

    def ask(place: Place) -> Any:
        with connection.connection.cursor() as cursor:
            arguments = {"lat": place[0], "lng": place[1], "cells": cells[place]}
            return cursor.execute(sql, arguments, prepare=True).fetchall()

    return ask


def cells_within(place: Place, km: float) -> list[int]:
    import h3.api.basic_int as h3

    from addons.providers import geo

    edge = h3.average_hexagon_edge_length(geo.RESOLUTION, unit="km")
    rings = math.ceil((km / geo.SHORTEST_EDGE / edge + 0.5) / 1.5)
    return list(h3.grid_disk(geo.cell_of(*place), rings))


def is_exact(place: Place) -> bool:
    """Whether all providers, looked at one by one, give the same answer."""
    from addons.providers import geo
    from addons.providers.models import Provider

    rows = Provider.objects.on_duty().values_list("pk", "latitude", "longitude", "radius_km")
    lat, _ = place
    near = rows.filter(latitude__range=(lat - 0.2, lat + 0.2))
    away = sorted(
        (km, pk)
        for pk, *at, reach in near.iterator()
        if (km := geo.distance_km(place, (at[0], at[1]))) <= min(RADIUS_KM, reach)
    )
    found = [(pk, round(km, 6)) for pk, km in ours(place)]
    return found == [(pk, round(km, 6)) for km, pk in away[:LIMIT]]


# --- the figures -----------------------------------------------------------------------------


def alternate(
    sides: dict[str, Callable[[Place], Any]], questions: list[Place], *, rounds: int
) -> dict[str, list[float]]:
    """Milliseconds per question of each side, round by round, after two rounds to warm up."""
    times: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds + 2):
        for name, ask in sides.items():
            started = time.perf_counter()
            for place in questions:
                ask(place)
            if number > 1:
                times[name].append((time.perf_counter() - started) * 1000 / len(questions))
    return times


def report(times: dict[str, list[float]], wrong: int) -> bool:
    for name, values in times.items():
        low, middle, high = min(values), statistics.median(values), max(values)
        say(f"{name:<6} min {low:6.2f}  median {middle:6.2f}  max {high:6.2f} ms")
    ratio = statistics.median(map(truediv, times["ours"], times["limit"]))
    verdict = "reached" if statistics.median(times["ours"]) <= MUST_MS else "MISSED"
    say(f"ratio  {ratio:.1f}   must {MUST_MS:g} ms: {verdict}")
    if wrong:
        say(f"{wrong} of {EXACT_CHECKS} answers were not the nearest")
    return verdict == "reached"


if __name__ == "__main__":
    sys.exit(main())
