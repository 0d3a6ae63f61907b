"""Parcels, arranged through the doors."""

from __future__ import annotations

from typing import Any

from addons.base.events.model import Event
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from tests.dummy.flow import ParcelFlow
from tests.dummy.models import Parcel


def pack(sender: Any, **data: Any) -> Parcel:
    data = {"title": "Books", "weight": "3.5", **data}
    return create(Parcel, actor=sender, via=Door.PORTAL, data=data)


def send(parcel: Parcel, actor: Any) -> Parcel:
    return perform(parcel, ParcelFlow.send, actor=actor, via=Door.PORTAL)


def give_back(parcel: Parcel, actor: Any, reason: str = "The address is wrong.") -> Parcel:
    data = {"reason": reason}
    return perform(parcel, ParcelFlow.give_back, actor=actor, via=Door.PORTAL, data=data)


def hand_out(parcel: Parcel, actor: Any) -> Parcel:
    return perform(parcel, ParcelFlow.hand_out, actor=actor, via=Door.CONSOLE)


def now(parcel: Parcel) -> Parcel:
    """The parcel as the database has it."""
    return Parcel._plain.get(pk=parcel.pk)


def stream(record: Any) -> list[Event]:
    return list(Event.objects.of(record).order_by("sequence"))


def last(record: Any) -> Event:
    return stream(record)[-1]
