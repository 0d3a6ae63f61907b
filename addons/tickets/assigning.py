"""Who gets a ticket or an enquiry: of those who are here, in its team and below their limit, the
agent with the least open work.

Whoever gives holds the rows of all who could get it, in the order of their keys, and counts only
then: two tickets that come at once are given one after the other, so nobody gets both.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Any

from addons.base import clock
from addons.base.workflow import Conflict, Door, DoorError, System
from addons.base.workflow.declare import Body
from addons.base.workflow.doors import perform
from addons.base.workflow.unit import unit_of_work

from .enquiry_flow import EnquiryFlow
from .flow import TicketFlow
from .models import AgentProfile, Enquiry, Ticket

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    Deskwork = Ticket | Enquiry

ASSIGNMENT = System("tickets.assignment")
# What lies on desks, and how it comes there and goes.
ASSIGN: dict[Any, Body] = {Enquiry: EnquiryFlow.assign, Ticket: TicketFlow.assign}
RELEASE: dict[Any, Body] = {Enquiry: EnquiryFlow.release, Ticket: TicketFlow.release}
LONG_AGO = datetime.min.replace(tzinfo=UTC)

logger = logging.getLogger(__name__)


def least_busy(work: Deskwork) -> AbstractBaseUser | None:
    """Who gets it next. Call it inside the transaction that then gives it, under its own lock."""
    able = AgentProfile.objects.at_work().exclude(person=work.customer_id)
    if work.team_id is not None:
        able = able.filter(teams=work.team_id)
    keys = list(able.order_by("pk").values_list("pk", flat=True).distinct())
    rows = AgentProfile.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    # Read only now: what others gave before is seen, and who has gone away since is left out.
    free = [
        profile
        for profile in AgentProfile.objects.at_work()
        .filter(pk__in=keys)
        .with_load()
        .select_related("person")
        if profile.load < profile.limit
    ]
    if not free:
        return None
    chosen = min(free, key=lambda each: (each.load, each.last_assigned_at or LONG_AGO, each.pk))
    person: AbstractBaseUser = chosen.person
    return person


def place(work: Deskwork, *, via: Door) -> bool:
    """Give it to whoever is free; whether somebody was."""
    model = type(work)

    def give() -> bool:
        waiting = model.objects.queued().filter(pk=work.pk).order_by("pk")
        fresh = waiting.select_for_update(no_key=True).first()
        agent = least_busy(fresh) if fresh is not None else None
        if fresh is None or agent is None:
            return False
        data = {"agent": agent.pk}
        perform(fresh, ASSIGN[model], actor=ASSIGNMENT, data=data, via=via)
        return True

    return unit_of_work(give)


def drain(*, via: Door) -> int:
    """Give what waits: first who is writing with us now, then tickets, the most urgent first.

    A team without a free agent does not hold up the others. How many found somebody.
    """
    placed = 0
    nobody_free: set[Any] = set()
    for work in chain(Enquiry.objects.queued(), Ticket.objects.queued()):
        if work.team_id in nobody_free:
            continue
        try:
            found = place(work, via=via)
        except Conflict:
            continue  # somebody was faster
        except DoorError:
            logger.exception("%s could not be assigned", work.topic)
            continue
        placed += found
        if not found:
            nobody_free.add(work.team_id)
    return placed


def note_given(person_id: Any) -> None:
    AgentProfile.objects.filter(person=person_id).update(last_assigned_at=clock.now())


def hand_over(person: Any, *, actor: Any, via: Door) -> int:
    """All that is on the person's desk goes back to the queue; how many."""
    return sum(_release_all(model, person, actor=actor, via=via) for model in ASSIGN)


def _release_all(model: type[Deskwork], person: Any, *, actor: Any, via: Door) -> int:
    theirs = model.objects.on_a_desk().filter(agent=person).order_by("pk")

    def release(pk: Any) -> bool:
        # Looked at under the lock: what has changed hands meanwhile is not theirs to give.
        found = theirs.filter(pk=pk).select_for_update(no_key=True, of=("self",)).first()
        if found is not None:
            perform(found, RELEASE[model], actor=actor, data={}, via=via)
        return found is not None

    keys = list(theirs.values_list("pk", flat=True))
    return sum(unit_of_work(partial(release, pk)) for pk in keys)
