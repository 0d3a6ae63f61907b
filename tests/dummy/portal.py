"""What a parcel carrier would hang on the portal; shown to nobody, so that other tests stay as is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from addons.base.points import ACCOUNT_NAV, LANDINGS, PAGE_VALUES, PORTAL_NAV, NavEntry

from .models import Parcel


def nobody(person: Any) -> bool:
    return False


def under_way(person: Any) -> int:
    return Parcel.objects.visible_to(person).filter(state="sent").count()


def landing(person: Any) -> str:
    return "/parcels/" if person.get_full_name() == "Carrier" else ""


def parcels_here(request: HttpRequest) -> int:
    return under_way(request.user)


PORTAL_NAV.register(NavEntry(_("Parcels"), "/parcels/", "box", nobody, badge=under_way))
ACCOUNT_NAV.register(NavEntry(_("My parcels"), "/parcels/mine/", "box", nobody))
LANDINGS.register(landing)
PAGE_VALUES.register("parcels_here", parcels_here)
