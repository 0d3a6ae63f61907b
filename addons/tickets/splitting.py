"""Two questions in one ticket: some of what was said begins another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from addons.base.workflow import Door
from addons.base.workflow.doors import create
from addons.base.workflow.unit import unit_of_work

from .arguments import LONGEST
from .models import Ticket, TicketCategory
from .saying import about
from .states import Link

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change


def begin_another(ticket: Ticket, change: Change) -> None:
    """With the same customer, belongings and agent; what was said stands in both, and they are
    linked."""
    asked = change.arguments
    messages = list(asked["messages"])
    said = [message.text for message in messages if message.sender_id == ticket.customer_id]
    category = asked["category"] or ticket.category
    if not category.is_active:
        category = TicketCategory.objects.active().first() or category
    data = {
        "customer": ticket.customer_id,
        "source": ticket.source,
        "subject": asked["subject"],
        "category": category.slug,
        "priority": asked["priority"] or ticket.priority,
        "description": "\n\n".join(filter(None, said))[:LONGEST] or asked["subject"],
        "related": about(ticket, change.actor),
        "agent": ticket.agent_id if ticket.has_agent_at_work else None,
        "carried": [message.pk for message in messages],
    }

    def work() -> None:
        made = create(Ticket, actor=change.actor, via=Door.FOLLOW_UP, data=data)
        made.link_to(ticket, Link.SPLIT)

    unit_of_work(work)
