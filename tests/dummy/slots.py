from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from addons.base.points import advises

from .flow import ParcelFlow
from .models import Parcel


@advises(ParcelFlow.send)
def say_that_it_breaks(parcel: Parcel, actor: Any) -> str | None:
    return _("It is fragile: the carrier asks 5.00 more.") if parcel.fragile else None
