"""Kim and Lee at the desk, Alice's ticket on it; all through the doors."""

from __future__ import annotations

from typing import Any

from django.test import Client

from addons.base import policies
from addons.chat.models import Message
from addons.desk.models import CannedReply, DeskPolicy, HeldReply, Macro, MacroStep
from addons.desk.sending import Seen, hold_draft, thread_of
from addons.tickets.models import Ticket

# ruff: noqa: F811
from addons.tickets.tests.conftest import (  # noqa: F401
    alice,
    bob,
    desk,
    kim,
    later,
    lee,
    max_,
    ticket,
)

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


def pages_of(person: Any) -> Client:
    client = Client()
    client.force_login(person, SIGNED_IN_BY)
    return client


def seen(ticket: Ticket) -> Seen:
    """Whoever has read to the end."""
    latest = thread_of(ticket).messages.order_by("-pk").values_list("pk", flat=True).first()
    return Seen(message=latest or 0)


def reply(ticket: Ticket, agent: Any, text: str = "On it.", **more: Any) -> HeldReply:
    given = {"key": f"{agent.pk}-{text}", "seen": seen(ticket)} | more
    return hold_draft(ticket, agent=agent, text=text, **given)


def said(ticket: Ticket) -> list[str]:
    """What stands in the thread after the question."""
    texts: Any = Message.objects.filter(conversation=thread_of(ticket)).order_by("pk")
    return list(texts.values_list("text", flat=True))[1:]


def undo_within(seconds: int) -> None:
    DeskPolicy.objects.update_or_create(defaults={"seconds_to_undo": seconds, "version": 99})
    policies.forget()


def macro_of(owner: Any, *steps: tuple[str, str, dict[str, Any]], **more: Any) -> Macro:
    """A macro of (kind, transition, what was given)."""
    macro = Macro.objects.create(owner=owner, **{"name": "Settle", **more})
    for order, (kind, transition, given) in enumerate(steps):
        MacroStep.objects.create(
            macro=macro, order=order, kind=kind, transition=transition, given=given
        )
    return macro


def canned(owner: Any, text: str, **more: Any) -> CannedReply:
    return CannedReply.objects.create(owner=owner, text=text, **{"name": "Hello", **more})
