"""The ladder that a late ticket climbs, a step for each target it misses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import TicketFlow
from .models import Clock, Ticket
from .states import UNDER_WAY

LADDER = System("tickets.escalation")
OPEN_KEYS = {state.key for state in UNDER_WAY}


def step_up_all(tickets: Mapping[int, Ticket]) -> None:
    """By their service levels; the tickets come by the key of the clock that each has missed."""
    missed = Clock.objects.filter(pk__in=tickets, policy__escalates=True).order_by("pk")
    for clock in missed:
        step_up(tickets[clock.pk], clock)


def step_up(ticket: Ticket, missed: Clock) -> None:
    """To the team's lead first and to the next team then."""
    step = next_step(ticket)
    if step is None or ticket.state not in OPEN_KEYS:
        return
    data = step | {"reason": _("Late: %(target)s") % {"target": missed.get_target_display()}}
    perform(ticket, TicketFlow.escalate, actor=LADDER, data=data, via=Door.FOLLOW_UP)


def next_step(ticket: Ticket) -> dict[str, Any] | None:
    team = ticket.team
    if team is None:
        return None
    lead = team.lead
    if lead is not None and lead.is_active and lead.is_staff and lead.pk != ticket.agent_id:
        return {"to": lead.pk}
    following = team.escalates_to
    if following is not None and following.is_active:
        return {"team": following.pk}
    return None
