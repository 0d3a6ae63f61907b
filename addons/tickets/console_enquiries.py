"""Enquiries in the console: who is writing with us, and what became of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Facts,
    Menu,
    Moment,
    OperableViewSet,
    RecordPanel,
    Value,
    View,
    Words,
)
from addons.chat.points import shown_to_staff

from .enquiring import talk_of
from .models import Enquiry
from .picking import free_agents, likely_tickets


@in_console
class EnquiryViewSet(OperableViewSet):
    model = Enquiry
    menu = Menu(
        group="support",
        order=20,
        icon="bi-chat-dots",
        permission="tickets.watch_tickets",
        badge="waiting",
    )
    columns = (
        Words("opening"),
        "customer",
        "agent",
        "ticket",
        Moment("created_at", _("Began")),
        Moment("updated_at", _("Last")),
    )
    filters = ("team", "created_at")
    search = ("opening", "customer__name", "customer__email")
    views = (
        View(
            name="waiting",
            label=_("Nobody has them"),
            among="queued",
            needs="tickets.work_ticket",
            empty=_("Nobody waits for an agent."),
        ),
        View(name="going_on", label=_("Going on"), among="going_on"),
    )
    card = (Words("opening"), "customer", "agent")
    facts = (
        Facts(
            _("Who"),
            (
                "customer",
                Value("customer.phone", _("Customer's phone")),
                Value("customer.email", _("Customer's e-mail")),
                Value("agent", _("Agent"), empty=_("Nobody yet")),
                "team",
            ),
            icon="group",
        ),
        Facts(
            _("How it goes on"),
            ("opening", "ticket", "ends_at", "ended_at"),
            icon="bi-chat-dots",
        ),
    )
    pickers = {"agent": free_agents, "ticket": likely_tickets}


def talk_shown(enquiry: Enquiry, actor: Any) -> dict[str, Any] | None:
    return shown_to_staff(talk_of(enquiry), actor)


RECORD_PANELS.register(
    RecordPanel(
        model="tickets.Enquiry",
        label=_("Messages"),
        template="chat/console/messages.html",
        context=talk_shown,
        icon="bi-chat-dots",
        order=10,
    )
)
