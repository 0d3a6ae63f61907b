"""The desk in the console: tickets as list, board and pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base.points import MENU_GROUPS, RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Choice,
    Facts,
    Flag,
    Menu,
    Moment,
    Number,
    OperableViewSet,
    RecordPanel,
    Value,
    View,
    Words,
)
from addons.base.surfaces.console.sites import record_url
from addons.base.ui.menu import MenuGroup
from addons.chat.points import shown_to_staff

from . import console_dashboard, console_enquiries, console_setup
from .models import Clock, Ticket
from .picking import free_agents, likely_tickets
from .related import related_record
from .saying import thread_of

__all__ = ["TicketViewSet", "console_dashboard", "console_enquiries", "console_setup"]

MENU_GROUPS.register("support", MenuGroup(_("Support"), icon="bi-headset", order=350))

SHOWN = 10


def next_due(ticket: Ticket) -> datetime | None:
    """What of the ticket is due next."""
    due = [each.due_at for each in ticket.clocks.all() if each.is_running and each.due_at]
    return min(due) if due else None


def is_late(ticket: Ticket) -> bool:
    return any(each.is_late for each in ticket.clocks.all())


def tags_of(ticket: Ticket) -> str:
    return ", ".join(ticket.tags)


TAGS = Value("tags", _("Tags"), read=tags_of)
DUE = Moment("due", _("Due"), read=next_due)
LATE = Flag("late", _("Late"), read=is_late)


@in_console
class TicketViewSet(OperableViewSet):
    model = Ticket
    menu = Menu(
        group="support",
        order=10,
        icon="bi-headset",
        permission="tickets.watch_tickets",
        badge="unassigned",
    )
    columns = (
        Words("subject"),
        "customer",
        Choice("priority", _("Priority")),
        "category",
        "agent",
        DUE,
        LATE,
        Moment("created_at", _("Asked")),
    )
    filters = ("priority", "category", "team", "escalated", "created_at")
    search = ("subject", "description", "customer__name", "customer__email")
    views = (
        View(
            name="unassigned",
            label=_("Unassigned"),
            among="queued",
            needs="tickets.work_ticket",
            empty=_("Nobody waits for an agent."),
        ),
        View(name="urgent", label=_("Urgent"), among="urgent"),
        View(
            name="breaching",
            label=_("Soon late"),
            among="breaching_soon",
            needs="tickets.work_ticket",
            empty=_("Everything is in time."),
        ),
        View(name="waiting", label=_("Waiting"), among="waiting"),
        View(name="under_way", label=_("Not settled"), among="under_way"),
    )
    card = ("subject", "customer", Choice("priority", _("Priority")), "agent", DUE)
    facts = (
        Facts(
            _("What"),
            ("subject", "description", "category", Value("tags", _("Tags"), read=tags_of)),
        ),
        Facts(
            _("Who"),
            (
                "customer",
                Value("customer.phone", _("Customer's phone")),
                Value("customer.email", _("Customer's e-mail")),
                Choice("priority", _("Priority")),
                Value("agent", _("Agent"), empty=_("Nobody yet")),
                "team",
                Flag("escalated", _("Escalated")),
                Choice("source", _("Came by")),
            ),
            icon="group",
        ),
        Facts(
            _("How it ended"),
            (
                "summary",
                Choice("resolution_type", _("How")),
                Value("resolution_notes", _("Notes, only for staff")),
                "resolved_at",
                "closes_at",
                "closed_at",
                Number("satisfaction", _("Stars")),
                "satisfaction_comment",
            ),
            icon="bi-check-lg",
        ),
    )

    pickers = {
        "agent": free_agents,
        "to": free_agents,
        "into": likely_tickets,
        "ticket": likely_tickets,
        "follow_up_of": likely_tickets,
    }

    def visible_to(self, actor: Any) -> QuerySet[Any]:
        return super().visible_to(actor).prefetch_related("clocks")

    def listed_to(self, actor: Any) -> QuerySet[Any]:
        return super().listed_to(actor).prefetch_related("clocks")


# --- panels of its page ----------------------------------------------------------------------


def thread_shown(ticket: Ticket, actor: Any) -> dict[str, Any] | None:
    return shown_to_staff(thread_of(ticket), actor)


def clocks_shown(ticket: Ticket, actor: Any) -> dict[str, Any]:
    clocks = ticket.clocks.select_related("policy", "breached_agent", "warned_agent")
    return {
        "clocks": [described(each) for each in clocks.prefetch_related("changes").order_by("pk")]
    }


def described(each: Clock) -> dict[str, Any]:
    if each.is_late:
        stands = say("Missed")
    elif not each.is_running:
        stands = say("Kept")
    else:
        stands = say("Stands still") if each.is_paused else say("Runs")
    return {
        "target": each.get_target_display(),
        "stands": stands,
        "due": each.due_at,
        "stopped": each.stopped_at,
        "policy": each.policy,
        "who": each.breached_agent,
        "changes": list(each.changes.all()),
    }


def others_shown(ticket: Ticket, actor: Any) -> dict[str, Any] | None:
    """What it has to do with: its record, linked and merged tickets, and the customer's others."""
    related = related_record(ticket, actor)
    rows = [] if related is None else [_row(say("Belongs to"), related, actor)]
    for link in ticket.links.select_related("other"):
        rows.append(_row(link.get_kind_display(), link.other, actor))
    for link in ticket.linked_from.select_related("ticket"):
        rows.append(_row(say("Linked from"), link.ticket, actor))
    theirs = Ticket.objects.visible_to(actor).of_customer(ticket.customer_id)
    for other in theirs.exclude(pk=ticket.pk).order_by("-pk")[:SHOWN]:
        rows.append(_row(say("Same customer"), other, actor))
    return {"rows": rows} if rows else None


def _row(how: str, record: Any, actor: Any) -> dict[str, Any]:
    title = getattr(record, "subject", "")
    return {
        "how": how,
        "number": str(record),
        "title": title,
        "state": record.state_label,
        "url": record_url(record, actor),
    }


for label, template, context, icon, order in (
    (_("Thread"), "chat/console/messages.html", thread_shown, "bi-chat-dots", 10),
    (_("Promised"), "tickets/console/clocks.html", clocks_shown, "bi-clock", 20),
    (_("Has to do with"), "tickets/console/others.html", others_shown, "link", 30),
):
    RECORD_PANELS.register(
        RecordPanel(
            model="tickets.Ticket",
            label=label,
            template=template,
            context=context,
            icon=icon,
            order=order,
        )
    )
