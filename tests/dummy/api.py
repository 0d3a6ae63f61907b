from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from ninja import Schema

from addons.base.points import RESOURCES, Resource
from addons.base.surfaces.authentication import register_authenticator
from addons.base.surfaces.shapes import Person

from .models import Parcel


class ParcelOut(Schema):
    id: int
    state: str
    state_label: str
    title: str
    weight: str
    fragile: bool
    sender: Person
    sent_at: datetime | None
    created_at: datetime
    updated_at: datetime


def prepared(queryset: Any, actor: Any) -> Any:
    return queryset.select_related("sender")


def describe(parcel: Parcel, actor: Any) -> dict[str, Any]:
    return {
        "id": parcel.pk,
        "state": parcel.state,
        "state_label": parcel.state_label,
        "title": parcel.title,
        "weight": parcel.weight,
        "fragile": parcel.fragile,
        "sender": {"id": parcel.sender_id, "name": str(parcel.sender)},
        "sent_at": parcel.sent_at,
        "created_at": parcel.created_at,
        "updated_at": parcel.updated_at,
    }


RESOURCES.register(
    "parcels",
    Resource(
        model=Parcel,
        path="parcels",
        schema=ParcelOut,
        describe=describe,
        prepared=prepared,
        filters={
            "state": "state",
            "sender": "sender_id",
            "fragile": "fragile",
            "heavier_than": "weight__gt",
            "created_after": "created_at__gte",
            "sent": "sent_at__isnull",
        },
        search=("title",),
        ordering=("-id", "title", "created_at"),
        tag="Parcels",
    ),
)


@register_authenticator
def user_of(token: str) -> Any:
    """In tests the token of a user is `token-` and the key."""
    kind, _dash, key = token.partition("-")
    if kind != "token" or not key.isdecimal():
        return None
    return get_user_model()._default_manager.filter(pk=int(key)).first()
