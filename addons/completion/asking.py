"""What goes with a confirmation: the ticket and the agent of its follow-up. Under the job's lock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext as _

from addons.base.templatetags.theme import moment
from addons.base.workflow import Actor, Door, System
from addons.base.workflow.doors import create, perform
from addons.tickets.flow import TicketFlow
from addons.tickets.models import AgentProfile, Ticket, TicketCategory
from addons.tickets.states import Priority, Source

if TYPE_CHECKING:
    from addons.jobs.models import Job

    from .models import CompletionRequest

COMPLETION = System("completion")
LONG_AGO = datetime.min.replace(tzinfo=UTC)
COMPLAINT, BOOKING = "complaint", "booking"


def category_named(slug: str) -> TicketCategory:
    """The office may have renamed or switched off any of them; what is wrong is filed all the same."""
    active = TicketCategory.objects.active()
    found = active.filter(slug=slug).first() or active.order_by("pk").first()
    if found is None:
        defaults = {"name": slug.title(), "is_active": True}
        found = TicketCategory.objects.update_or_create(slug=slug, defaults=defaults)[0]
    return found


def complain(job: Job, issues: str, *, actor: Actor) -> Ticket:
    """The customer's words become a ticket of their own."""
    with translation.override(job.customer.language):
        subject = _("%(job)s: the work is not right") % {"job": job.number}
    data = {
        "subject": subject,
        "description": issues,
        "category": category_named(COMPLAINT).slug,
        "priority": Priority.HIGH.value,
        "related": f"{job.record_type}:{job.pk}",
    }
    return create(Ticket, actor=actor, data=data, via=Door.FOLLOW_UP)


def open_ticket(job: Job, request: CompletionRequest) -> Ticket:
    """For whoever follows it up. A free agent gets it at once."""
    with translation.override(job.customer.language):
        words = {"job": job.number, "service": job.category.name}
        subject = _("%(job)s: is the work done?") % words
        text = _("%(service)s was finished. We asked on %(at)s and have no answer yet.") % (
            words | {"at": moment(request.requested_at)}
        )
    data = {
        "subject": subject,
        "description": text,
        "category": category_named(BOOKING).slug,
        "customer": job.customer_id,
        "source": Source.SYSTEM.value,
        "related": f"{job.record_type}:{job.pk}",
    }
    return create(Ticket, actor=COMPLETION, data=data, via=Door.FOLLOW_UP)


def close_ticket(ticket: Ticket | None, reason: str) -> None:
    """What is answered needs nobody any more; an agent may have been faster."""
    for fresh in under_way(ticket):
        data = {"reason": reason}
        perform(fresh, TicketFlow.close, actor=COMPLETION, data=data, via=Door.FOLLOW_UP)


def raise_priority(ticket: Ticket | None) -> None:
    for fresh in under_way(ticket):
        if fresh.priority not in (Priority.HIGH, Priority.URGENT):
            data = {"priority": Priority.HIGH.value}
            perform(fresh, TicketFlow.set_priority, actor=COMPLETION, data=data, via=Door.FOLLOW_UP)


def give_ticket(ticket: Ticket | None, agent: Any) -> None:
    for fresh in under_way(ticket):
        if fresh.agent_id != agent.pk:
            data = {"agent": agent.pk}
            perform(fresh, TicketFlow.assign, actor=COMPLETION, data=data, via=Door.FOLLOW_UP)


def under_way(ticket: Ticket | None) -> list[Ticket]:
    """The ticket, locked, if it is not settled."""
    if ticket is None:
        return []
    return list(Ticket.objects.under_way().select_for_update(no_key=True).filter(pk=ticket.pk))


def least_busy(customer_id: int) -> Any:
    """Of those who are here, who has the least to do; nobody where nobody is."""
    # The rows are the lock under which tickets are given, too: nobody is counted twice.
    at_work = AgentProfile.objects.at_work().exclude(person=customer_id)
    keys = list(at_work.order_by("pk").values_list("pk", flat=True).distinct())
    rows = AgentProfile.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    free = rows.with_load().select_related("person")
    chosen = min(
        free, key=lambda each: (each.load, each.last_assigned_at or LONG_AGO, each.pk), default=None
    )
    return None if chosen is None else chosen.person
