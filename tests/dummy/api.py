from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.db.models import Count
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from addons.base.points import (
    INPUTS,
    ME,
    RESOURCE_FIELDS,
    RESOURCES,
    ROUTERS,
    MeField,
    Resource,
    ResourceField,
)
from addons.base.points import Input as FieldInput
from addons.base.surfaces.authentication import anyone, register_authenticator
from addons.base.surfaces.shapes import Input, Person

from .models import Parcel, Slip


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
        "sender": {"id": parcel.sender_id, "name": parcel.sender.get_full_name()},
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


class SlipOut(Schema):
    id: str
    state: str
    parcel: int
    remarks: list[str]


def describe_slip(slip: Slip, actor: Any) -> dict[str, Any]:
    return {
        "id": slip.pk,
        "state": slip.state,
        "parcel": slip.parcel_id,
        "remarks": slip.remarks,
    }


RESOURCES.register(
    "slips",
    Resource(
        model=Slip,
        path="slips",
        schema=SlipOut,
        describe=describe_slip,
        filters={"parcel": "parcel_id"},
        tag="Slips",
    ),
)


class SlipsOfParcel(Schema):
    count: int


def count_slips(keys: list[int], actor: Any) -> dict[int, dict[str, int]]:
    """For those parcels that have some."""
    counted = Slip.objects.filter(parcel__in=keys).order_by().values("parcel")
    rows = counted.annotate(count=Count("pk")).values_list("parcel", "count")
    return {parcel: {"count": count} for parcel, count in rows}


RESOURCE_FIELDS.register(ResourceField("parcels", "slips", SlipsOfParcel, count_slips))

ME.register("parcels", MeField("parcels", lambda user: user.parcel_set.count(), kind=int))


class PostcodeField(forms.Field):
    """Not one of the classes that the table knows."""


INPUTS.register(
    FieldInput(
        field=PostcodeField,
        schema=lambda field: {"type": "string", "pattern": "^[0-9]{6}$"},
        read=lambda field, value: str(value),
    )
)

router = Router(tags=["Carriage"])
ROUTERS.register("carriage", router)


class Question(Input):
    weight: float = Field(ge=0, le=100)
    zone: str = Field("inland", max_length=10)


class Price(Schema):
    price: str
    zone: str


@router.post("/", response=Price, operation_id="carriage_ask", summary="Ask the price")
def ask(request: HttpRequest, question: Question) -> Any:
    return {"price": f"{question.weight * 10:.2f}", "zone": question.zone}


@router.get("/", response=Price, auth=anyone, operation_id="carriage_look", summary="Look it up")
def look(request: HttpRequest, weight: float) -> Any:
    return Price(price=f"{weight * 10:.2f}", zone="inland")


@router.get("/broken/", auth=None, include_in_schema=False)
def broken(request: HttpRequest) -> None:
    raise RuntimeError("the password is swordfish")


@router.get("/busy/", auth=None, include_in_schema=False)
def busy(request: HttpRequest) -> None:
    raise OperationalError("database is locked")


@register_authenticator
def user_of(token: str) -> Any:
    """In tests the token of a user is `token-` and the key."""
    kind, _dash, key = token.partition("-")
    if kind != "token" or not key.isdecimal():
        return None
    return get_user_model()._default_manager.filter(pk=int(key)).first()
