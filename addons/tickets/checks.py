"""What must hold at the desk: asked by `manage.py verify`."""

from __future__ import annotations

from collections.abc import Iterator

from addons.base.points import verifies
from addons.chat.models import Conversation, Message

from .models import Clock, Enquiry, Ticket
from .states import CLOSED, IN_TICKET, ON_A_DESK, OPEN, TAKEN, UNDER_WAY, UNTAKEN, Target


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
    for model in (Ticket, Enquiry):
        for record in model.objects.order_by("pk").iterator():
            number = Conversation.objects.about(record).count()
            if number != 1:
                yield f"{record} has {number} threads instead of one."


@verifies
def enquiries_are_where_they_seem_to_be() -> Iterator[str]:
    """Who talks has an agent, and who goes on in a ticket has lost no word on the way."""
    for enquiry in Enquiry.objects.filter(state=UNTAKEN).exclude(agent=None).iterator():
        yield f"{enquiry} waits, though {enquiry.agent_id} has it."
    for enquiry in Enquiry.objects.filter(state=TAKEN, agent=None).iterator():
        yield f"{enquiry} is talking, and nobody has it."
    for enquiry in Enquiry.objects.filter(state=IN_TICKET).select_related("ticket").iterator():
        threads = Conversation.objects.about(enquiry.ticket) if enquiry.ticket else ()
        said = Message.objects.filter(conversation__in=Conversation.objects.about(enquiry))
        if said.exclude(copies__conversation__in=threads).exists():
            yield f"{enquiry} has messages that its ticket has not."
