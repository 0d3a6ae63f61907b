"""Who sees which tickets, and which of them have something to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Value, When

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role

from .states import CLOSED, DONE, ON_A_DESK, OPEN, RESOLVED, UNDER_WAY, Availability, Priority

if TYPE_CHECKING:
    from addons.base.workflow import Actor

AGENTS = ("support_agent", "support_manager")

works = has_role(*AGENTS)
# Those who send people out read along; they do not answer.
watches = has_role("dispatcher", *AGENTS)

SOON = timedelta(hours=2)
RANKS = {name: place for place, name in enumerate(reversed(Priority.values))}


class TicketQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all, everybody else what they asked themselves."""
        return self if watches(user) else self.filter(customer=user)

    def of_customer(self, user: Any) -> Self:
        return self.filter(customer=user)

    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)

    def done(self) -> Self:
        return self.filter(state__in=DONE)

    def queued(self) -> Self:
        """Those that nobody has, the most urgent first, then the oldest."""
        ranks = [When(priority=name, then=Value(rank)) for name, rank in RANKS.items()]
        return self.filter(state=OPEN).order_by(Case(*ranks, default=Value(9)), "pk")

    def on_a_desk(self) -> Self:
        return self.filter(state__in=ON_A_DESK)

    def urgent(self) -> Self:
        return self.under_way().filter(priority=Priority.URGENT)

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def with_clocks_that(self, **running: Any) -> Self:
        clocks = apps.get_model("tickets.Clock").objects.running()
        return self.filter(Exists(clocks.filter(ticket=OuterRef("pk"), **running)))

    def breaching_soon(self) -> Self:
        """Those with a target that is due in the next two hours or was missed."""
        return self.under_way().with_clocks_that(due_at__lte=clock.now() + SOON)

    def due_to_close(self) -> Self:
        return self.filter(state=RESOLVED, closes_at__lte=clock.now())

    def left_behind(self) -> Self:
        """On the desk of somebody who does not work here any more."""
        gone = Q(agent__is_active=False) | Q(agent__is_staff=False)
        return self.on_a_desk().filter(gone)

    def with_people(self) -> Self:
        return self.select_related("category", "team", "customer", "agent")

    def closed(self) -> Self:
        return self.filter(state=CLOSED)


class DeskQuerySet(models.QuerySet[Any]):
    """What the office sets up: everybody may read it, but only what is on is offered."""

    def visible_to(self, actor: Actor) -> Self:
        return self

    def active(self) -> Self:
        return self.filter(is_active=True)


class TeamQuerySet(DeskQuerySet):
    def for_all(self) -> Any:
        """The team that takes what no category gives to another."""
        return self.active().order_by("order", "pk").first()


class AgentQuerySet(models.QuerySet[Any]):
    def at_work(self) -> Self:
        """Those who are here and still in a role that answers."""
        return self.filter(
            availability=Availability.AVAILABLE,
            person__is_active=True,
            person__is_staff=True,
            person__groups__name__in=AGENTS,
        )

    def with_load(self) -> Self:
        open_ones = Q(person__assigned_tickets__state__in=[state.key for state in ON_A_DESK])
        counted = Count("person__assigned_tickets", filter=open_ones, distinct=True)
        return self.annotate(load=counted)


class ClockQuerySet(models.QuerySet[Any]):
    def running(self) -> Self:
        return self.filter(stopped_at=None)

    def in_time(self, moment: str) -> Q:
        """Whether it still ran at the moment. One that an override left running does not count."""
        runs = Q(stopped_at=None, ticket__state__in=[state.key for state in UNDER_WAY])
        return runs | Q(stopped_at__gt=F(moment))

    def to_warn(self) -> Self:
        now = clock.now()
        return self.filter(self.in_time("warn_at"), warned_at=None, warn_at__lte=now)

    def to_breach(self) -> Self:
        now = clock.now()
        return self.filter(self.in_time("due_at"), breached_at=None, due_at__lte=now)
