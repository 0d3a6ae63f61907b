"""Where things are: cells that a database can index, and exact distances over them.

A place is kept as the number of its H3 cell. Cells that share a larger one are neighbours in
number, so a disk of any size is a few ranges of one indexed column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import h3.api.basic_int as h3
from django.db.models import BooleanField, F, FloatField, Func

EARTH_RADIUS_KM = 6371.0088
RESOLUTION = 7
# Most rings of stored cells, each looked up in the index alone, and of larger ones, whose ranges
# also read the rows: more would be more look-ups, fewer a larger area to sift.
FINE_RINGS = 9
COARSE_RINGS = 4
# The globe's projection shortens H3's edges to 0.69 of their average in the worst place.
SHORTEST_EDGE = 0.69
# Cells of one larger cell reach a little over its border, in its edges.
OVERHANG = 0.65


def cell_of(latitude: float, longitude: float) -> int:
    """The number of the cell the place is in."""
    return h3.latlng_to_cell(latitude, longitude, RESOLUTION)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Along the great circle between two (latitude, longitude)."""
    (lat_a, lng_a), (lat_b, lng_b) = a, b
    half_chord = (
        math.sin(math.radians(lat_b - lat_a) / 2) ** 2
        + math.cos(math.radians(lat_a))
        * math.cos(math.radians(lat_b))
        * math.sin(math.radians(lng_b - lng_a) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half_chord)))


@dataclass(frozen=True)
class Disk:
    """Cells that hold every place within `covers_km` of the middle, and some beyond."""

    cells: tuple[int, ...]
    resolution: int
    covers_km: float

    def ranges(self) -> Iterator[tuple[int, int]]:
        """The lowest and highest stored cell in each of the disk's."""
        for cell in self.cells:
            yield h3.cell_to_center_child(cell, RESOLUTION), _last_child(cell)


def disk(latitude: float, longitude: float, *, covering_km: float) -> Disk:
    """The disk of the finest cells that covers the radius with few rings."""
    for resolution in range(RESOLUTION, -1, -1):
        edge = h3.average_hexagon_edge_length(resolution, unit="km") * SHORTEST_EDGE
        rings = max(1, math.ceil((covering_km / edge + OVERHANG) / 1.5))
        if rings <= (FINE_RINGS if resolution == RESOLUTION else COARSE_RINGS):
            break
    middle = h3.cell_to_parent(cell_of(latitude, longitude), resolution)
    covers = (1.5 * rings - OVERHANG) * edge
    return Disk(tuple(h3.grid_disk(middle, rings)), resolution, covers)


class DistanceKm(Func):
    """`distance_km` from a place to the row's, in the database."""

    output_field = FloatField()
    arity = 2

    def __init__(self, latitude: float, longitude: float, **extra: Any) -> None:
        self.place = (latitude, longitude)
        super().__init__(F("latitude"), F("longitude"), **extra)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        latitude, longitude = (compiler.compile(e)[0] for e in self.get_source_expressions())
        return _distance_sql(latitude, longitude, connection), _distance_parameters(self.place)


class ComesTo(Func):
    """Whether the row's place is in the disk, not further than so many km and its own radius.

    One expression, because building and compiling several would take longer than the query.
    """

    output_field = BooleanField()
    conditional = True
    arity = 4

    def __init__(
        self, disk: Disk, latitude: float, longitude: float, *, km: float, **extra: Any
    ) -> None:
        self.disk, self.place, self.km = disk, (latitude, longitude), km
        columns = (F(name) for name in ("cell", "latitude", "longitude", "radius_km"))
        super().__init__(*columns, **extra)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        columns = (compiler.compile(e)[0] for e in self.get_source_expressions())
        cell, latitude, longitude, radius = columns
        is_in, cells = _in_disk_sql(cell, self.disk, connection)
        distance = _distance_sql(latitude, longitude, connection)
        sql = f"({is_in} AND {distance} <= {_least(connection)}(%s, {radius}))"
        return sql, [*cells, *_distance_parameters(self.place), self.km]


def _in_disk_sql(cell: str, disk: Disk, connection: Any) -> tuple[str, list[Any]]:
    if disk.resolution < RESOLUTION:
        ranges = list(disk.ranges())
        sql = " OR ".join([f"{cell} BETWEEN %s AND %s"] * len(ranges))
        return f"({sql})", [bound for pair in ranges for bound in pair]
    if connection.vendor == "postgresql":
        return f"{cell} = ANY(%s)", [list(disk.cells)]
    return f"{cell} IN ({', '.join(['%s'] * len(disk.cells))})", list(disk.cells)


def _distance_sql(latitude: str, longitude: str, connection: Any) -> str:
    half_chord = (
        f"POWER(SIN(RADIANS({latitude} - %s) / 2), 2) + COS(RADIANS(%s)) * "
        f"COS(RADIANS({latitude})) * POWER(SIN(RADIANS({longitude} - %s) / 2), 2)"
    )
    # Rounding may lift it above 1 on the other side of the globe.
    return f"(2 * {EARTH_RADIUS_KM} * ASIN(SQRT({_least(connection)}(1, {half_chord}))))"


def _distance_parameters(place: tuple[float, float]) -> list[float]:
    return [place[0], place[0], place[1]]


def _least(connection: Any) -> str:
    return "MIN" if connection.vendor == "sqlite" else "LEAST"


def _last_child(cell: int) -> int:
    """The highest number among the stored cells in this one."""
    # A cell's number ends in three bits per resolution, of which 7 means unused and 6 is the last.
    number = h3.cell_to_center_child(cell, RESOLUTION)
    for resolution in range(h3.get_resolution(cell) + 1, RESOLUTION + 1):
        number |= 6 << (3 * (15 - resolution))
    return number
