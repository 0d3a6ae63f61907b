from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone, extends, transition
from tests.dummy.states import SENT

if TYPE_CHECKING:
    from tests.dummy.models import Parcel

LOST = State("lost", _("Lost"), Tone.DANGER)


@extends("dummy.Parcel")
class LostParcel:
    LOST = LOST

    @transition(source=SENT, target=LOST, label=_("Lose"), permission="dummy.handle_parcel")
    def lose(self: Parcel) -> None:
        """The carrier cannot find it."""

    @transition(source=LOST, target=SENT, label=_("Find"), permission="dummy.handle_parcel")
    def find(self: Parcel) -> None:
        """It was behind the shelf."""
