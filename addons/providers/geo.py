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
RESOLUTION = 8
# Rings of cells in a disk: more would be more index look-ups, fewer a larger area to sift.
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


class DistanceKm(Func):
    """`distance_km` from a place to the row's, in the database."""

    output_field = FloatField()
    arity = 2

    def __init__(self, latitude: float, longitude: float, **extra: Any) -> None:
        self.place = (latitude, longitude)
        super().__init__(F("latitude"), F("longitude"), **extra)

    def as_sql(
        self, compiler: Any, connection: Any, *, least: str = "LEAST", **extra: Any
    ) -> tuple[str, list[Any]]:
        (lat, _), (lng, _) = (compiler.compile(e) for e in self.get_source_expressions())
        sql = (
            f"(2 * {EARTH_RADIUS_KM} * ASIN(SQRT({least}(1, "
            f"POWER(SIN(RADIANS({lat} - %s) / 2), 2) + COS(RADIANS(%s)) * COS(RADIANS({lat})) * "
            f"POWER(SIN(RADIANS({lng} - %s) / 2), 2)))))"
        )
        latitude, longitude = self.place
        return sql, [latitude, latitude, longitude]

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        return self.as_sql(compiler, connection, least="MIN", **extra)


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


def growing_disks(
    latitude: float, longitude: float, *, first_km: float, up_to_km: float
) -> Iterator[Disk]:
    """Disks around the place, each with some nine times the area, until one covers the radius."""
    reach = first_km
    while True:
        grown = disk(latitude, longitude, covering_km=min(reach, up_to_km))
        yield grown
        if grown.covers_km >= up_to_km:
            return
        reach = 3 * grown.covers_km


class InDisk(Func):
    """Whether the row's cell is one of the disk's."""

    output_field = BooleanField()
    conditional = True
    arity = 1

    def __init__(self, disk: Disk, **extra: Any) -> None:
        self.disk = disk
        super().__init__(F("cell"), **extra)

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        column, _ = compiler.compile(self.get_source_expressions()[0])
        if self.disk.resolution == RESOLUTION:
            marks = ", ".join(["%s"] * len(self.disk.cells))
            return f"{column} IN ({marks})", list(self.disk.cells)
        ranges = list(self.disk.ranges())
        sql = " OR ".join([f"{column} BETWEEN %s AND %s"] * len(ranges))
        return f"({sql})", [bound for pair in ranges for bound in pair]

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        if self.disk.resolution != RESOLUTION:
            return self.as_sql(compiler, connection, **extra)
        column, _ = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = ANY(%s)", [list(self.disk.cells)]


def _last_child(cell: int) -> int:
    """The highest number among the stored cells in this one."""
    # A cell's number ends in three bits per resolution, of which 7 means unused and 6 is the last.
    number = h3.cell_to_center_child(cell, RESOLUTION)
    for resolution in range(h3.get_resolution(cell) + 1, RESOLUTION + 1):
        number |= 6 << (3 * (15 - resolution))
    return number
