"""What time does to tickets: warnings and missed targets, closing, and the queue."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door, System
from addons.base.workflow.bulk import perform_many
from addons.base.workflow.declare import Body

from .assigning import RELEASE, drain
from .clocks import outdated
from .enquiry_flow import EnquiryFlow
from .flow import TicketFlow
from .models import Clock, Enquiry, Ticket
from .querysets import ClockQuerySet

WATCH = System("tickets.watch_targets")


@scheduled(every=60, summary=_("Warns of targets that will be missed, and notes those that were."))
def watch_targets() -> int:
    """The warnings first: of a sweep that is late both are due."""
    warned = _mark(Clock.objects.to_warn().order_by("warn_at", "pk"), TicketFlow.warn)
    return warned + _mark(Clock.objects.to_breach().order_by("due_at", "pk"), TicketFlow.breach)


@scheduled(every=60, summary=_("Gives waiting tickets to agents who are free."))
def give_what_waits() -> int:
    actor, handed_over = System("tickets.give_what_waits"), 0
    for model, release in RELEASE.items():
        gone = model.objects.left_behind()
        outcome = perform_many(gone, release, actor=actor, data={}, via=Door.SCHEDULE)
        handed_over += outcome.done
    return handed_over + drain(via=Door.SCHEDULE)


@scheduled(every=60, summary=_("Reckons promises anew after a change of hours or service levels."))
def reckon_anew() -> int:
    why = {"reason": say("The service level, its hours or days off have changed.")}
    changed = perform_many(
        outdated(), TicketFlow.retarget, actor=WATCH, data=why, via=Door.SCHEDULE
    )
    return changed.done


@scheduled(cron="*/10 * * * *", summary=_("Closes what was resolved days ago."))
def close_what_is_settled() -> int:
    due, actor = Ticket.objects.due_to_close(), System("tickets.close_what_is_settled")
    return perform_many(due, TicketFlow.fall_silent, actor=actor, via=Door.SCHEDULE).done


@scheduled(every=600, summary=_("Ends enquiries in which nobody has written since our answer."))
def end_what_is_silent() -> int:
    due, actor = Enquiry.objects.due_to_end(), System("tickets.end_what_is_silent")
    return perform_many(due, EnquiryFlow.fall_silent, actor=actor, via=Door.SCHEDULE).done


def _mark(due: ClockQuerySet, transition: Body) -> int:
    """Of one ticket in turns: several of its promises may be due at once."""
    turns: defaultdict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    turn_of: Counter[int] = Counter()
    for ticket, clock in due.values_list("ticket", "pk"):
        turns[turn_of[ticket]][ticket] = {"which": clock}
        turn_of[ticket] += 1
    waiting = Ticket.objects.filter(pk__in=due.order_by().values("ticket"))
    outcomes = [
        perform_many(waiting, transition, actor=WATCH, data_by_key=turn, via=Door.SCHEDULE)
        for turn in turns.values()
    ]
    return sum(outcome.done for outcome in outcomes)
