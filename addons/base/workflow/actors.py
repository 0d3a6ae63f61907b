"""Who acts: a user, or the system under a name."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import rules
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model


class Door(StrEnum):
    """The ways in. All lead to the same three functions."""

    CONSOLE = "console"
    PORTAL = "portal"
    REST = "rest"
    WEBSOCKET = "websocket"
    SCHEDULE = "schedule"
    AUTOMATION = "automation"
    COMMAND = "command"
    MAIL = "mail"
    FOLLOW_UP = "follow-up"


EVERY_DOOR = frozenset(Door)
# What a machine may come by: no page and no client shows such a transition.
MACHINE_DOORS = frozenset({Door.SCHEDULE, Door.AUTOMATION, Door.COMMAND, Door.FOLLOW_UP})

SYSTEM_ONLY = "base.system_only"
rules.add_perm(SYSTEM_ONLY, rules.always_deny)


@dataclass(frozen=True)
class System:
    """The system acting under a name: a schedule, a follow-up, an automation rule.

    Only code makes one, so it may do whatever a flow declares; the name stands in the audit.
    """

    name: str

    @property
    def pk(self) -> None:
        return None


Actor: TypeAlias = AbstractBaseUser | AnonymousUser | System

# The network address a request came from, set at the edge and written into the event.
address: ContextVar[str] = ContextVar("address", default="")


def is_signed_in(actor: Actor) -> bool:
    return isinstance(actor, System) or bool(actor.is_authenticated and actor.is_active)


def may(actor: Actor, permission: str, record: Model | None = None) -> bool:
    """Whether the actor holds the permission on the record. Closed: none named, nobody may.

    Asks `rules` directly: the model backend's superuser short cut would let an
    administrator accept an offer in a provider's place.
    """
    if not permission:
        return False
    if isinstance(actor, System):
        return True
    return is_signed_in(actor) and bool(rules.has_perm(permission, actor, record))
