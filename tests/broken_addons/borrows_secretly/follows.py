from __future__ import annotations

from addons.base.points import follows
from tests.dummy.flow import ParcelFlow


@follows(ParcelFlow.send)
def nothing(parcel: object, change: object) -> None:
    """It never comes to this."""
