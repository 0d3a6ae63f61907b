"""What is kept of people at the desk, and of those whom it is written to, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from addons.base.points import PERSONAL, Personal

from .models import CannedReply, DeskPreference, Draft, HeldReply, Macro
from .states import Sharing


def about(user: Any) -> Q:
    """Written by them, or to them: neither outlives its person."""
    return Q(agent=user) | Q(ticket__customer=user)


def drafts_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from map(dict, Draft.objects.filter(agent=user).values("ticket_id", "text"))


def forget_drafts(user: Any) -> None:
    Draft.objects.filter(about(user)).delete()


def held_by(user: Any) -> Iterator[dict[str, Any]]:
    yield from HeldReply.objects.filter(agent=user).values("ticket_id", "text", "created_at")


def forget_held(user: Any) -> None:
    HeldReply.objects.filter(about(user)).delete()


def replies_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from CannedReply.objects.filter(owner=user).values("name", "text")


def macros_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from Macro.objects.filter(owner=user).values("name")


def forget_replies(user: Any) -> None:
    """What they shared is the office's; their own go."""
    CannedReply.objects.filter(owner=user, sharing=Sharing.PRIVATE).delete()


def forget_macros(user: Any) -> None:
    Macro.objects.filter(owner=user, sharing=Sharing.PRIVATE).delete()


def preference_of(user: Any) -> Iterator[dict[str, Any]]:
    yield from map(dict, DeskPreference.objects.filter(person=user).values("after_sending"))


def forget_preference(user: Any) -> None:
    DeskPreference.objects.filter(person=user).delete()


for name, export, erase in (
    ("desk.Draft", drafts_of, forget_drafts),
    ("desk.HeldReply", held_by, forget_held),
    ("desk.CannedReply", replies_of, forget_replies),
    ("desk.Macro", macros_of, forget_macros),
    ("desk.DeskPreference", preference_of, forget_preference),
):
    PERSONAL.register(name, Personal(name, export, erase))
