"""Disks of cells hold every place that they say they cover, anywhere on the globe."""

from __future__ import annotations

import math

import h3.api.basic_int as h3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from addons.providers.checks import everybody_has_a_standing, places_have_their_cell
from addons.providers.geo import EARTH_RADIUS_KM, RESOLUTION, cell_of, disk, distance_km
from addons.providers.models import Provider, ProviderStanding

from .arrange import applicant

PLACES = st.tuples(
    st.floats(-1, 1).map(lambda sine: math.degrees(math.asin(sine))), st.floats(-180, 180)
)
# The twelve places where the grid is bent.
PENTAGONS = st.sampled_from([h3.cell_to_latlng(cell) for cell in h3.get_pentagons(RESOLUTION)])
BEARINGS = st.floats(0, 2 * math.pi)


def away(place: tuple[float, float], km: float, bearing: float) -> tuple[float, float]:
    """The place so many kilometres in the direction."""
    lat, lng, arc = math.radians(place[0]), math.radians(place[1]), km / EARTH_RADIUS_KM
    sine = math.sin(lat) * math.cos(arc) + math.cos(lat) * math.sin(arc) * math.cos(bearing)
    north = math.asin(max(-1.0, min(1.0, sine)))
    east = math.atan2(
        math.sin(bearing) * math.sin(arc) * math.cos(lat),
        math.cos(arc) - math.sin(lat) * math.sin(north),
    )
    return math.degrees(north), (math.degrees(lng + east) + 540) % 360 - 180


@settings(max_examples=300, deadline=None)
@given(
    place=PLACES | st.builds(away, PENTAGONS, st.floats(0, 60), BEARINGS),
    km=st.floats(0.01, 100),
    bearing=BEARINGS,
    share=st.floats(0, 1),
)
def test_a_disk_holds_every_place_it_covers(place, km, bearing, share):
    whole = disk(*place, covering_km=km)
    assert whole.covers_km >= km
    cell = cell_of(*away(place, whole.covers_km * share, bearing))
    assert any(low <= cell <= high for low, high in whole.ranges())


@given(place=PLACES, resolution=st.integers(0, RESOLUTION))
def test_a_larger_cell_is_one_range_of_the_stored_ones(place, resolution):
    cell = cell_of(*place)
    larger = h3.cell_to_parent(cell, resolution)
    children = h3.cell_to_children(larger, RESOLUTION) if resolution > 3 else [cell]
    [(low, high)] = type(disk(*place, covering_km=1))((larger,), resolution, 0).ranges()
    assert all(low <= child <= high for child in children)
    outside = h3.grid_disk(larger, 1)
    for other in outside:
        if other != larger:
            assert not low <= h3.cell_to_center_child(other, RESOLUTION) <= high


def test_a_distance_is_that_of_the_great_circle():
    delhi, mumbai = (28.6139, 77.2090), (19.0760, 72.8777)
    assert distance_km(delhi, mumbai) == pytest.approx(1148.1, abs=0.5)
    assert distance_km((0, 0), (0, 180)) == pytest.approx(math.pi * EARTH_RADIUS_KM)
    assert distance_km(delhi, delhi) == 0


@given(place=PLACES, km=st.floats(0.001, 20_000), bearing=BEARINGS)
def test_distances_are_exact(place, km, bearing):
    assert distance_km(place, away(place, km, bearing)) == pytest.approx(km, rel=1e-4, abs=1e-3)


@pytest.mark.django_db
def test_verify_finds_who_would_not_be_found():
    fine, moved, uncounted = applicant(), applicant(), applicant()
    Provider._plain.filter(pk=moved.pk).update(latitude=1.0)
    ProviderStanding.objects.filter(provider=uncounted).delete()
    assert list(places_have_their_cell()) == [
        f"Provider {moved.pk} stands in a cell where they are not."
    ]
    assert list(everybody_has_a_standing()) == [f"Provider {uncounted.pk} has no standing."]
    assert fine.pk
