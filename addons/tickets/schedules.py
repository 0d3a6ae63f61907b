"""What time does to tickets: warnings and missed targets, closing, and the queue."""

from __future__ import annotations

import logging

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Conflict, Door, DoorError, System
from addons.base.workflow.bulk import perform_many
from addons.base.workflow.declare import Body
from addons.base.workflow.doors import perform

from .assigning import RELEASE, drain
from .clocks import outdated
from .enquiry_flow import EnquiryFlow
from .flow import TicketFlow
from .models import Clock, Enquiry, Ticket
from .querysets import ClockQuerySet

WATCH = System("tickets.watch_targets")

logger = logging.getLogger(__name__)


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
    why: dict[str, object] = {
        "reason": say("The service level, its hours or days off have changed.")
    }
    done = 0
    for ticket in list(outdated()):
        done += _perform(ticket, TicketFlow.retarget, why)
    return done


@scheduled(cron="*/10 * * * *", summary=_("Closes what was resolved days ago."))
def close_what_is_settled() -> int:
    due, actor = Ticket.objects.due_to_close(), System("tickets.close_what_is_settled")
    return perform_many(due, TicketFlow.fall_silent, actor=actor, via=Door.SCHEDULE).done


@scheduled(every=600, summary=_("Ends enquiries in which nobody has written since our answer."))
def end_what_is_silent() -> int:
    due, actor = Enquiry.objects.due_to_end(), System("tickets.end_what_is_silent")
    return perform_many(due, EnquiryFlow.fall_silent, actor=actor, via=Door.SCHEDULE).done


def _mark(due: ClockQuerySet, transition: Body) -> int:
    done = 0
    for each in list(due.select_related("ticket")):
        done += _perform(each.ticket, transition, {"which": each.pk})
    return done


def _perform(ticket: Ticket, transition: Body, data: dict[str, object]) -> bool:
    """Whether it was done. One that fails holds up nobody else; another sweep may be faster."""
    try:
        perform(ticket, transition, actor=WATCH, data=data, via=Door.SCHEDULE)
    except Conflict:
        return False
    except DoorError as refusal:
        logger.info("%s: %s left: %s", ticket.topic, transition.__name__, refusal)
        return False
    except Exception:
        logger.exception("%s: %s could not be done", ticket.topic, transition.__name__)
        return False
    return True
