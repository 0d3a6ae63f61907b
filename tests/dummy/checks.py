from __future__ import annotations

from collections.abc import Iterator

from addons.base.points import verifies

from .models import Parcel


@verifies
def sent_parcels_have_a_day() -> Iterator[str]:
    for parcel in Parcel.objects.filter(state="sent", sent_at=None).iterator():
        yield f"parcel {parcel.pk} was sent, but nobody knows when"
