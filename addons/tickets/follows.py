"""What a ticket's steps do to its thread, its clocks and its agents, in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.points import follows
from addons.base.workflow import Door

from . import assigning, clocks, saying
from .escalating import step_up
from .flow import TicketFlow
from .states import OPEN, Link, Target

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

    from .models import Ticket


@follows(TicketFlow.submit)
def begin_its_thread(ticket: Ticket, change: Change) -> None:
    saying.begin_thread(ticket, via=change.via, files=change.arguments["attachments"])


@follows(TicketFlow.submit)
def promise(ticket: Ticket, change: Change) -> None:
    clocks.begin(ticket, Target.FIRST_RESPONSE, Target.RESOLUTION)


@follows(TicketFlow.submit)
def link_to_the_old_one(ticket: Ticket, change: Change) -> None:
    if ticket.follow_up_of is not None:
        ticket.link_to(ticket.follow_up_of, Link.FOLLOW_UP)


@follows(TicketFlow.assign, TicketFlow.start, TicketFlow.escalate)
def note_who_was_given(ticket: Ticket, change: Change) -> None:
    assigning.note_given(ticket.agent_id)


@follows(TicketFlow.submit, TicketFlow.escalate, TicketFlow.release, TicketFlow.reopen)
def find_an_agent(ticket: Ticket, change: Change) -> None:
    """At once if somebody is free; else it waits in the queue."""
    if ticket.state == OPEN.key:
        assigning.place(ticket, via=Door.FOLLOW_UP)


@follows(TicketFlow.wait)
def stand_still(ticket: Ticket, change: Change) -> None:
    clocks.pause(ticket)


@follows(TicketFlow.reply)
def run_again(ticket: Ticket, change: Change) -> None:
    clocks.resume(ticket)


@follows(TicketFlow.reopen)
def take_up_again(ticket: Ticket, change: Change) -> None:
    clocks.take_up(ticket)


@follows(TicketFlow.hear, TicketFlow.reply, TicketFlow.reopen)
def owe_an_answer(ticket: Ticket, change: Change) -> None:
    """The customer wrote: an answer is due, unless the first one still is."""
    wrote = change.actor.pk == ticket.customer_id
    first = ticket.clocks.running().filter(target=Target.FIRST_RESPONSE)
    if wrote and not first.exists():
        clocks.begin(ticket, Target.NEXT_RESPONSE)


@follows(TicketFlow.answer)
def count_the_answer(ticket: Ticket, change: Change) -> None:
    clocks.stop(ticket, Target.FIRST_RESPONSE, Target.NEXT_RESPONSE)


@follows(TicketFlow.resolve, TicketFlow.close, TicketFlow.merge)
def stop_the_clocks(ticket: Ticket, change: Change) -> None:
    clocks.stop(ticket, *Target)


@follows(TicketFlow.set_priority, TicketFlow.set_category)
def promise_anew(ticket: Ticket, change: Change) -> None:
    clocks.retarget(ticket, why=str(change.transition.label))


@follows(TicketFlow.retarget)
def reckon_anew(ticket: Ticket, change: Change) -> None:
    clocks.retarget(ticket, why=change.reason)


@follows(TicketFlow.breach)
def escalate_what_is_late(ticket: Ticket, change: Change) -> None:
    step_up(ticket, clock=change.arguments["which"])
