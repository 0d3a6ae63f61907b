"""The desk's right half: the ticket that is open, its thread, and what is being written to it."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from addons.base.surfaces.console.record import actions_of
from addons.base.workflow.available import Available
from addons.chat.models import Conversation
from addons.tickets.flow import TicketFlow
from addons.tickets.models import Ticket

from .customer import panels_of
from .listing import AtTheDesk, DeskListing, counted, next_due
from .models import DeskPreference, Draft, HeldReply
from .states import After

# Which key opens the dialog of which transition.
KEYS: Final = {TicketFlow.assign: "a", TicketFlow.escalate: "e"}
# The last of a long talk; the rest is asked for.
AT_ONCE: Final = 50


class OneTicket(AtTheDesk, View):
    """A page or part of one ticket; unknown and not visible look the same."""

    kwargs: dict[str, Any]

    @cached_property
    def ticket(self) -> Ticket:
        return ticket_at(self.request.user, self.kwargs["pk"])


def ticket_at(user: Any, pk: Any) -> Ticket:
    visible = Ticket.objects.visible_to(user).with_people().prefetch_related("clocks")
    found: Ticket | None = visible.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class DeskFrame(DeskListing):
    """The whole page: views, list and, where the address names one, the ticket."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        given = self.request.GET.get("ticket", "")
        opened = {}
        if given.isdecimal():
            opened = thread_context(ticket_at(self.request.user, given[:18]), self.request)
        user = self.request.user
        return (
            context
            | opened
            | held_context(user)
            | {
                "views": counted(user),
                "preference": preference_of(user),
                "preferences": After.choices,
                "keys_are_on": keys_are_on(user),
            }
        )


def keys_are_on(user: Any) -> bool:
    """Single keys can be switched off in Wagtail's account settings; ours go with its own."""
    profile = getattr(user, "wagtail_userprofile", None)
    return bool(getattr(profile, "keyboard_shortcuts", True))


def preference_of(user: Any) -> str:
    found = DeskPreference.objects.filter(person=user.pk).values_list("after_sending", flat=True)
    return found.first() or After.NEXT.value


def held_context(user: Any) -> dict[str, Any]:
    """What of this agent's goes out in a moment, and what could not."""
    held = HeldReply.objects.waiting().filter(agent=user.pk).select_related("ticket")
    unsent = Draft.objects.filter(agent=user.pk).exclude(refusal="").select_related("ticket")
    return {"held": list(held.order_by("send_at", "pk")), "unsent": list(unsent.order_by("pk"))}


def thread_context(ticket: Ticket, request: HttpRequest) -> dict[str, Any]:
    """All of an opened ticket."""
    head, log = head_context(ticket, request), log_context(ticket, request)
    draft = Draft.objects.filter(agent=request.user.pk, ticket=ticket).first()
    return (
        head
        | log
        | {
            "draft": draft,
            # One for each time that something is written: what is sent twice under it is sent once.
            "key": uuid.uuid4().hex,
            "seen": log["said"][-1].pk if log["said"] else 0,
        }
    )


def head_context(ticket: Ticket, request: HttpRequest) -> dict[str, Any]:
    actions = actions_of(ticket, request.user)
    due, is_late = next_due(ticket)
    every = [actions.main, *actions.others] if actions.main else actions.others
    return {
        "ticket": ticket,
        "actions": actions,
        "buttons": [(option, key_of(option)) for option in every],
        "due": due,
        "is_late": is_late,
        "tags": ticket.tags,
        "next": reverse("desk:head", args=[ticket.pk]),
    }


def key_of(option: Available) -> str:
    return KEYS.get(option.spec.body, "")


def log_context(ticket: Ticket, request: HttpRequest) -> dict[str, Any]:
    thread: Conversation | None = Conversation.objects.about(ticket).first()
    if thread is None:
        return {"thread": None, "said": [], "has_earlier": False, "ticket": ticket}
    most = None if "all" in request.GET else AT_ONCE + 1
    latest = list(thread.messages.readable_by(request.user).order_by("-pk")[:most])
    has_earlier = most is not None and len(latest) == most
    if has_earlier:
        latest.pop()
    return {
        "thread": thread,
        "said": latest[::-1],
        "has_earlier": has_earlier,
        "ticket": ticket,
    }


def drawn(request: HttpRequest, part: str, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
    response = render(request, f"desk/console/{part}.html", context, **kwargs)
    response.headers["Cache-Control"] = "no-store"
    return response


class ThreadView(OneTicket):
    """`<ticket>/`: the ticket as it is opened from the list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return drawn(request, "thread", thread_context(self.ticket, request))


class HeadView(OneTicket):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return drawn(request, "head", head_context(self.ticket, request))


class LogView(OneTicket):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return drawn(request, "log", log_context(self.ticket, request))


class CustomerView(OneTicket):
    """Asked for after the thread, so that reading need not wait for it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {"ticket": self.ticket, "panels": panels_of(self.ticket, request.user)}
        return drawn(request, "customer", context)


class CountsView(AtTheDesk, View):
    """The views with their counts, again and again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        shown = {"name": request.GET.get("view", "")}
        return drawn(request, "views", {"views": counted(request.user), "shown": shown})
