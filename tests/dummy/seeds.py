from __future__ import annotations

from django.contrib.auth.models import Permission

from addons.base.points import SEEDS


def describe_permissions() -> None:
    """Name the parcel's permissions as the carrier calls them."""
    Permission.objects.filter(codename="view_parcel").update(name="Can see parcels")


SEEDS.register("dummy", describe_permissions)
