"""What must always hold of providers, for `manage.py verify`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from addons.base.points import verifies

from . import geo
from .models import Provider, ProviderStanding
from .points import average_of, ratings_of

BATCH = 1_000


@verifies
def places_have_their_cell() -> Iterator[str]:
    """A provider is found where they are: the indexed cell is that of the position."""
    rows = Provider.objects.order_by("pk").values_list("pk", "latitude", "longitude", "cell")
    for pk, latitude, longitude, cell in rows.iterator(chunk_size=5_000):
        has_place = latitude is not None and longitude is not None
        if cell != (geo.cell_of(latitude, longitude) if has_place else None):
            yield f"Provider {pk} stands in a cell where they are not."


@verifies
def everybody_has_a_standing() -> Iterator[str]:
    """Without a row of what was counted a provider would be in no search."""
    for pk in Provider.objects.filter(standing=None).order_by("pk").values_list("pk", flat=True):
        yield f"Provider {pk} has no standing."


@verifies
def standings_are_what_customers_said() -> Iterator[str]:
    """Average and number of ratings are those of all that is public, counted anew."""
    rows = ProviderStanding.objects.order_by("pk").values_list("pk", "rating", "rating_count")
    standings = rows.iterator(chunk_size=BATCH)
    while some := list(islice(standings, BATCH)):
        counted = ratings_of([pk for pk, _rating, _count in some])
        for pk, rating, count in some:
            number, stars = counted.get(pk, (0, 0))
            if (rating, count) != (right := (average_of(number, stars), number)):
                yield f"Provider {pk} is rated {rating} ({count}) instead of {right[0]} ({number})."
