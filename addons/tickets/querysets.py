"""Who sees which tickets, and which of them have something to do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Case, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from addons.base import clock
from addons.base.models import RecordQuerySet
from addons.base.predicates import ADMINISTRATOR, has_role

from .states import (
    CLOSED,
    DONE,
    GOING_ON,
    ON_A_DESK,
    OPEN,
    RESOLVED,
    TAKEN,
    UNDER_WAY,
    UNTAKEN,
    Availability,
    Priority,
)

if TYPE_CHECKING:
    from addons.base.workflow import Actor, State

AGENTS = ("support_agent", "support_manager")

works = has_role(*AGENTS)
# Those who send people out read along; they do not answer.
watches = has_role("dispatcher", *AGENTS)

SOON = timedelta(hours=2)
RANKS = {name: place for place, name in enumerate(reversed(Priority.values))}


def who_works() -> Any:
    """All people for whom `works` holds."""
    people = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    in_role = Q(groups__name__in=(*AGENTS, ADMINISTRATOR))
    return people.filter(in_role | Q(is_superuser=True)).values("pk")


class DeskworkQuerySet(RecordQuerySet):
    """What lies on desks: tickets and enquiries."""

    on_desk: tuple[State, ...] = ()

    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all, everybody else what they asked themselves."""
        return self if watches(user) else self.filter(customer=user)

    def of_customer(self, user: Any) -> Self:
        return self.filter(customer=user)

    def on_a_desk(self) -> Self:
        return self.filter(state__in=self.on_desk)

    def left_behind(self) -> Self:
        """On the desk of somebody who does not work here any more, or not at the desk."""
        return self.on_a_desk().exclude(agent=None).exclude(agent__in=who_works())

    def with_people(self) -> Self:
        return self.select_related("team", "customer", "agent")


class EnquiryQuerySet(DeskworkQuerySet):
    on_desk = (TAKEN,)

    def going_on(self) -> Self:
        return self.filter(state__in=GOING_ON)

    def queued(self) -> Self:
        """Those that nobody has, the oldest first."""
        return self.filter(state=UNTAKEN).order_by("pk")

    def due_to_end(self) -> Self:
        return self.filter(state=TAKEN, ends_at__lte=clock.now())


class TicketQuerySet(DeskworkQuerySet):
    on_desk = ON_A_DESK

    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)

    def done(self) -> Self:
        return self.filter(state__in=DONE)

    def queued(self) -> Self:
        """Those that nobody has, the most urgent first, then the oldest."""
        ranks = [When(priority=name, then=Value(rank)) for name, rank in RANKS.items()]
        return self.filter(state=OPEN).order_by(Case(*ranks, default=Value(9)), "pk")

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

    def followed_by(self, user: Any) -> Self:
        return self.filter(followers__person=user)

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
        """How much each has on the desk: tickets, and the enquiries that go on."""
        return self.annotate(load=lying_on_desk("Ticket") + lying_on_desk("Enquiry"))


def lying_on_desk(model: str) -> Any:
    """How many of the model the person of the outer row has."""
    theirs = apps.get_model("tickets", model).objects.on_a_desk().filter(agent=OuterRef("person"))
    counted = theirs.order_by().values("agent").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


class ClockQuerySet(models.QuerySet[Any]):
    def running(self) -> Self:
        return self.filter(stopped_at=None)

    def to_warn(self) -> Self:
        return self._reached("warn_at").filter(warned_at=None)

    def to_breach(self) -> Self:
        return self._reached("due_at").filter(breached_at=None)

    def _reached(self, moment: str) -> Self:
        """Those that still ran then. One that an override left running does not count."""
        under_way = Q(ticket__state__in=[state.key for state in UNDER_WAY])
        still_ran = self.filter(ran_until(moment), **{f"{moment}__lte": clock.now()})
        return still_ran.filter(under_way | Q(stopped_at__isnull=False))


def ran_until(moment: str) -> Q:
    """As the indexes have it, so that promises that were kept are never looked at again."""
    return Q(stopped_at=None) | Q(stopped_at__gt=F(moment))
