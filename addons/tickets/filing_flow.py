"""What a ticket is about, what it has to do with, and who follows it: a part of its flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import ANY, SAME, Flow, transition

from .arguments import (
    CategoryArguments,
    LinkArguments,
    MergeArguments,
    PriorityArguments,
    SplitArguments,
    TagArguments,
)
from .conditions import follows_it, is_not_followed
from .states import CLOSED, RESOLVED, UNDER_WAY

if TYPE_CHECKING:
    from .models import Ticket, TicketCategory


class Filing(Flow):
    @transition(
        source=UNDER_WAY,
        target=SAME,
        label=_("Set the priority"),
        icon="flag",
        permission="tickets.work_ticket",
        arguments=PriorityArguments,
        customer_label=_("Its urgency was changed"),
    )
    def set_priority(self: Ticket, *, priority: str) -> None:
        """More or less urgent; what is promised changes with it."""
        self.priority = priority

    @transition(
        source=UNDER_WAY,
        target=SAME,
        label=_("Set the category"),
        icon="tag",
        permission="tickets.work_ticket",
        arguments=CategoryArguments,
        customer_label=_("It was filed elsewhere"),
    )
    def set_category(self: Ticket, *, category: TicketCategory) -> None:
        """About something else; team and promises change with it, its agent stays."""
        self.category, self.team = category, self.team_for(category)

    @transition(
        source=ANY,
        target=SAME,
        label=_("Tag"),
        icon="tag",
        permission="tickets.work_ticket",
        arguments=TagArguments,
        customer_label=_("It was filed"),
    )
    def tag(self: Ticket, *, tags: str) -> None:
        """Words by which it is found again."""
        self.tags = tags.split(",") if tags else []

    @transition(
        source=ANY,
        target=SAME,
        label=_("Link"),
        icon="share",
        permission="tickets.work_ticket",
        arguments=LinkArguments,
        customer_label=_("It was filed"),
    )
    def link(self: Ticket, *, ticket: Ticket, kind: str) -> None:
        """It has to do with another one."""
        self.link_to(ticket, kind)

    @transition(
        source=[*UNDER_WAY, RESOLVED],
        target=CLOSED,
        label=_("Merge"),
        icon="check2-all",
        permission="tickets.work_ticket",
        arguments=MergeArguments,
        event="TICKET_MERGED",
        customer_label=_("It goes on in another ticket of yours"),
    )
    def merge(self: Ticket, *, into: Ticket) -> None:
        """The same was asked twice: the other one goes on, and answers to this one go there."""
        self.merge_into(into)

    @transition(
        source=ANY,
        target=SAME,
        label=_("Split"),
        icon="scissors",
        permission="tickets.work_ticket",
        arguments=SplitArguments,
        event="TICKET_SPLIT",
        customer_label=_("A part of it goes on in another ticket of yours"),
    )
    def split(
        self: Ticket,
        *,
        messages: Any,
        subject: str,
        category: TicketCategory | None,
        priority: str,
    ) -> None:
        """Two questions in one: some of its messages begin a ticket of their own, linked to it."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Follow"),
        icon="bell",
        permission="tickets.watch_tickets",
        conditions=[is_not_followed],
        customer_label=_("Somebody reads along"),
        done=_("You are told of what happens to it."),
    )
    def follow(self: Ticket, *, actor: Any) -> None:
        """Be told of what happens to it, though it is on another desk."""
        self.followers.get_or_create(person=actor)

    @transition(
        source=ANY,
        target=SAME,
        label=_("Do not follow"),
        icon="bell",
        permission="tickets.watch_tickets",
        conditions=[follows_it],
        customer_label=_("Somebody reads along no more"),
        done=_("You are told no more of it."),
    )
    def unfollow(self: Ticket, *, actor: Any) -> None:
        """Be told of it no more."""
        self.followers.filter(person=actor).delete()
