from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import SAME, extends, transition
from tests.broken_addons.asks_too_much.arguments import WrapArguments
from tests.dummy.states import PACKED

if TYPE_CHECKING:
    from tests.dummy.models import Parcel


@extends("dummy.Parcel")
class WrappedParcel:
    @transition(
        source=PACKED,
        target=SAME,
        label=_("Wrap"),
        permission="dummy.handle_parcel",
        arguments=WrapArguments,
    )
    def wrap(self: Parcel) -> None:
        """The carrier wraps it."""
