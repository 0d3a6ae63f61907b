from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal

from .models import Parcel


def export_parcels(person: Any) -> Iterator[dict[str, Any]]:
    for parcel in Parcel.objects.filter(sender=person):
        yield {"title": parcel.title, "weight": str(parcel.weight)}


def erase_parcels(person: Any) -> None:
    """A parcel's title may name what somebody owns."""
    Parcel._plain.filter(sender=person).update(title="")


PERSONAL.register(
    "dummy.Parcel", Personal(model="dummy.Parcel", export=export_parcels, erase=erase_parcels)
)
