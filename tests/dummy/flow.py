from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import (
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Flow,
    SetOf,
    State,
    Tone,
    condition,
    transition,
)

from .arguments import DrawArguments, PackArguments, RemarkArguments, ReturnArguments
from .states import BLANK, DELIVERED, PACKED, RETURNED, SENT, SIGNED

if TYPE_CHECKING:
    from .models import Parcel, Slip


@condition("too_heavy", _("It weighs more than 30 kg. Split it into two parcels first."))
def is_light_enough(parcel: Parcel, actor: Any) -> bool:
    return parcel.weight <= 30


class ParcelFlow(Flow):
    states = (PACKED, SENT, DELIVERED, RETURNED)
    editable = {"title": "dummy.edit_parcel", "weight": "dummy.edit_parcel"}
    notes = {"client": "dummy.see_parcel", "internal": "dummy.handle_parcel"}
    override_permission = "dummy.override_parcel"
    history_permission = "dummy.handle_parcel"
    party_permission = "dummy.see_parcel"

    @transition(
        source=NEW,
        target=PACKED,
        label=_("Pack"),
        permission="dummy.pack_parcel",
        arguments=PackArguments,
    )
    def pack(self: Parcel, *, title: str, weight: Any, fragile: bool, actor: Any) -> None:
        """The sender packs it."""
        self.title, self.weight, self.fragile = title, weight, fragile
        self.sender_id = actor.pk

    @transition(
        source=PACKED,
        target=SENT,
        label=_("Send"),
        permission="dummy.send_parcel",
        conditions=[is_light_enough],
        primary=True,
        event="PARCEL_SENT",
        taken=_("already sent"),
        done=_("It is on its way."),
    )
    def send(self: Parcel) -> None:
        """The sender hands it over."""
        self.sent_at = clock.now()

    @transition(
        source=SENT,
        target=(DELIVERED, RETURNED),
        label=_("Hand out"),
        permission="dummy.handle_parcel",
    )
    def hand_out(self: Parcel) -> State:
        """The carrier hands it out, or takes a fragile one back."""
        return RETURNED if self.fragile else DELIVERED

    @transition(
        source=[PACKED, SENT],
        target=RETURNED,
        label=_("Return"),
        permission="dummy.return_parcel",
        arguments=ReturnArguments,
        tone=Tone.DANGER,
        customer_label=_("On its way back to you"),
        shares_reason=True,
    )
    def give_back(self: Parcel) -> None:
        """It goes back to the sender."""

    @transition(
        source=[PACKED, SENT], target=SAME, label=_("Weigh"), permission="dummy.handle_parcel"
    )
    def weigh(self: Parcel) -> None:
        """The carrier weighs it again."""
        self.weighed = self.weighed + 1

    @transition(
        source=SENT,
        target=RETURNED,
        label=_("Lose patience"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        bulk=SetOf("lapsed_at"),
    )
    def lapse(self: Parcel) -> None:
        """Nobody was at home for a week."""
        self.lapsed_at = clock.now()


@condition("disputed", _("Somebody remarked that something is missing. Clear that up first."))
def is_undisputed(slip: Slip, actor: Any) -> bool:
    return "missing" not in slip.remarks


class SlipFlow(Flow):
    states = (BLANK, SIGNED)
    root = "parcel"

    @transition(
        source=NEW,
        target=BLANK,
        label=_("Draw"),
        permission=SYSTEM_ONLY,
        arguments=DrawArguments,
        doors=MACHINE_DOORS,
    )
    def draw(self: Slip, *, parcel: Parcel) -> None:
        """A slip goes with the parcel."""
        self.parcel = parcel

    @transition(
        source=BLANK,
        target=SAME,
        label=_("Remark"),
        permission="dummy.remark_slip",
        arguments=RemarkArguments,
    )
    def remark(self: Slip, *, remark: str) -> None:
        """Somebody writes on it."""
        self.remarks.append(remark)

    @transition(
        source=BLANK,
        target=SIGNED,
        label=_("Sign"),
        permission="dummy.sign_slip",
        conditions=[is_undisputed],
        repeatable=True,
    )
    def sign(self: Slip) -> None:
        """The receiver signs for it."""
