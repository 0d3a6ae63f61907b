from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import SetOf, State, Tone, condition, extends, transition
from tests.dummy.flow import ParcelFlow
from tests.dummy.states import SENT

if TYPE_CHECKING:
    from tests.dummy.models import Parcel

CUSTOMS = State("customs", _("At customs"), Tone.PENDING, by_override=True, when_disabled="sent")


@condition("unnamed", _("Customs want to know what is in it. Name it first."))
def is_named(parcel: Parcel, actor: Any) -> bool:
    return parcel.title != "?"


@extends(
    "dummy.Parcel",
    widen={ParcelFlow.give_back: [CUSTOMS]},
    conditions={ParcelFlow.send: [is_named]},
)
class ParcelAtCustoms:
    CUSTOMS = CUSTOMS

    @transition(
        source=SENT,
        target=CUSTOMS,
        label=_("Hold at customs"),
        permission="dummy_extension.hold_parcel",
        bulk=SetOf(),
    )
    def hold(self: Parcel) -> None:
        """Customs keep it."""

    @transition(
        source=CUSTOMS,
        target=SENT,
        label=_("Clear"),
        permission="dummy_extension.hold_parcel",
    )
    def clear(self: Parcel) -> None:
        """Customs let it go on."""
