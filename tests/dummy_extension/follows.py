from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import follows
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform
from tests.dummy.flow import ParcelFlow

from .extends.dummy_parcel import ParcelAtCustoms

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change
    from tests.dummy.models import Parcel

CUSTOMS = System("customs")


@follows(ParcelFlow.send)
def hold_what_is_heavy(parcel: Parcel, change: Change) -> None:
    if parcel.weight >= 20:
        perform(parcel, ParcelAtCustoms.hold, actor=CUSTOMS, via=Door.FOLLOW_UP)
