from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import follows
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform

from .flow import ParcelFlow, SlipFlow
from .models import Slip

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

    from .models import Parcel

CARRIER = System("carrier")


@follows(ParcelFlow.send)
def draw_slip(parcel: Parcel, change: Change) -> None:
    create(Slip, actor=CARRIER, via=Door.FOLLOW_UP, data={"parcel": parcel.pk})


@follows(ParcelFlow.hand_out)
def sign_slips(parcel: Parcel, change: Change) -> None:
    for slip in Slip.objects.filter(parcel=parcel, state="blank"):
        perform(slip, SlipFlow.sign, actor=change.actor, via=Door.FOLLOW_UP)
