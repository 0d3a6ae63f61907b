"""What a ticket's steps do to its thread, its clocks and its agents, in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from addons.base.points import follows, follows_all
from addons.base.workflow import Door, Refused
from addons.base.workflow.doors import perform

from . import assigning, clocks, enquiring, saying, splitting
from .enquiry_flow import EnquiryFlow
from .escalating import step_up_all
from .flow import TicketFlow
from .states import OPEN, Link, Target

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

    from .models import Enquiry, Ticket


@follows(TicketFlow.submit)
def begin_its_thread(ticket: Ticket, change: Change) -> None:
    asked = change.arguments
    saying.begin_thread(
        ticket, via=change.via, files=asked["attachments"], carried=asked["carried"]
    )


@follows(TicketFlow.submit)
def promise(ticket: Ticket, change: Change) -> None:
    """A first answer and the resolution; of what we had answered before, the next answer if any."""
    said = [message for message in change.arguments["carried"] if not message.internal]
    if all(message.sender_id == ticket.customer_id for message in said):
        clocks.begin(ticket, Target.FIRST_RESPONSE)
    elif saying.owes_an_answer(said, ticket.customer_id):
        clocks.begin(ticket, Target.NEXT_RESPONSE)
    clocks.begin(ticket, Target.RESOLUTION)


@follows(TicketFlow.submit)
def link_to_the_old_one(ticket: Ticket, change: Change) -> None:
    if ticket.follow_up_of is not None:
        ticket.link_to(ticket.follow_up_of, Link.FOLLOW_UP)


@follows(TicketFlow.assign, TicketFlow.start, TicketFlow.escalate, EnquiryFlow.assign)
def note_who_was_given(work: Ticket | Enquiry, change: Change) -> None:
    assigning.note_given(work.agent_id)


@follows(TicketFlow.submit)
def give_to_whom_it_was_meant_for(ticket: Ticket, change: Change) -> None:
    agent = change.arguments["agent"]
    if agent is not None:
        actor, data = change.actor, {"agent": agent.pk}
        perform(ticket, TicketFlow.assign, actor=actor, data=data, via=Door.FOLLOW_UP)


@follows(
    TicketFlow.submit,
    TicketFlow.escalate,
    TicketFlow.release,
    TicketFlow.reply,
    TicketFlow.reopen,
    EnquiryFlow.begin,
    EnquiryFlow.release,
)
def find_an_agent(work: Ticket | Enquiry, change: Change) -> None:
    """At once if somebody is free; else it waits in the queue."""
    if work.state == OPEN.key:  # an enquiry's is called so too
        assigning.place(work, via=Door.FOLLOW_UP)


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
    """Looked at under the lock: of several sweeps at once one does it."""
    if not clocks.are_outdated(ticket):
        raise Refused("up_to_date", _("It is reckoned by what holds now."))
    clocks.retarget(ticket, why=change.reason)


@follows_all(TicketFlow.warn)
def note_the_warnings(changes: Mapping[Ticket, Change]) -> None:
    clocks.mark(which(changes), "warned", due="warn_at")


@follows_all(TicketFlow.breach)
def note_what_was_missed(changes: Mapping[Ticket, Change]) -> None:
    clocks.mark(which(changes), "breached", due="due_at")


@follows_all(TicketFlow.breach)
def escalate_what_is_late(changes: Mapping[Ticket, Change]) -> None:
    step_up_all(which(changes))


def which(changes: Mapping[Ticket, Change]) -> dict[int, Ticket]:
    """The tickets by the key of the clock that each step is about."""
    return {change.arguments["which"]: ticket for ticket, change in changes.items()}


@follows(TicketFlow.split)
def begin_another(ticket: Ticket, change: Change) -> None:
    splitting.begin_another(ticket, change)


# --- enquiries -------------------------------------------------------------------------------


@follows(EnquiryFlow.begin)
def begin_its_talk(enquiry: Enquiry, change: Change) -> None:
    asked = change.arguments
    enquiring.begin_talk(enquiry, via=change.via, text=asked["text"], files=asked["attachments"])


@follows(EnquiryFlow.convert)
def make_it_a_ticket(enquiry: Enquiry, change: Change) -> None:
    enquiring.make_ticket(enquiry, change)


@follows(EnquiryFlow.link)
def go_on_in_the_ticket(enquiry: Enquiry, change: Change) -> None:
    enquiring.go_on_in_ticket(enquiry, change)
