"""What must hold at the desk: asked by `manage.py verify`."""

from __future__ import annotations

from collections.abc import Iterator

from addons.base.points import verifies
from addons.chat.models import Conversation

from .models import Clock, Ticket
from .states import CLOSED, ON_A_DESK, OPEN, UNDER_WAY, Target


@verifies
def promises_run_while_a_ticket_does() -> Iterator[str]:
    """Nothing runs on what is done, and what is under way owes its resolution."""
    idle = Clock.objects.running().exclude(ticket__state__in=[state.key for state in UNDER_WAY])
    # What was closed by an override is listed already, until somebody has reviewed it.
    idle = idle.exclude(ticket__state=CLOSED, ticket__closed_at=None)
    for each in idle.select_related("ticket").iterator():
        yield f"{each.ticket}: {each.target} runs, though it is {each.ticket.state}."
    owed = Clock.objects.running().filter(target=Target.RESOLUTION)
    for ticket in Ticket.objects.under_way().exclude(clocks__in=owed).iterator():
        yield f"{ticket} is {ticket.state} and owes no resolution."


@verifies
def desks_have_their_agents() -> Iterator[str]:
    """Who is assigned is somebody; who waits in the queue waits for anybody."""
    for ticket in Ticket.objects.filter(state=OPEN).exclude(agent=None).iterator():
        yield f"{ticket} is open, though {ticket.agent_id} has it."
    nobody = Ticket.objects.filter(state__in=ON_A_DESK, agent=None).exclude(state="waiting")
    for ticket in nobody.iterator():
        yield f"{ticket} is {ticket.state} and nobody has it."


@verifies
def tickets_have_their_thread() -> Iterator[str]:
    for ticket in Ticket.objects.order_by("pk").iterator():
        number = Conversation.objects.about(ticket).count()
        if number != 1:
            yield f"{ticket} has {number} threads instead of one."
