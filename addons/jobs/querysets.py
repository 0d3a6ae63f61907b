"""Who sees which jobs, offers and work sessions, and the named filters over them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import DateTimeField, F, Prefetch, Q

from addons.base import clock
from addons.base.compiled import Compiled, Given
from addons.base.models import RecordQuerySet
from addons.base.predicates import has_role
from addons.base.workflow.compose import flow_of

from .points import confirmed_states
from .states import ACTIVE, ASSIGNED, IN_PROGRESS, OPEN, PENDING, SESSION_COMPLETED

if TYPE_CHECKING:
    from django.db.models import QuerySet

watches = has_role("dispatcher", "support_agent", "support_manager", "finance")
# How long a provider still sees a job whose offer is closed or which they lost: long enough to
# read why.
OFFER_MEMORY = timedelta(hours=24)
# A rating stays private so long that nobody can be pressed for it at the door.
EMBARGO = timedelta(hours=72)
LIVE = [ASSIGNED, IN_PROGRESS]


class JobQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff who watch see all; a customer their own; a provider what they do or were offered."""
        if watches(user):
            return self
        # Each way by its own index: joined by OR they would be asked of every job there is.
        jobs = self.model.objects.order_by().values("pk")
        ways = jobs.filter(customer=user).union(
            jobs.filter(provider__user=user).exclude(state=PENDING),
            self._recent_offers_to(user).values("job"),
            self._recently_had_by(user).values("job"),
        )
        return self.filter(pk__in=ways)

    def _recent_offers_to(self, user: Any) -> QuerySet[Any]:
        # By label: the models are built on this file.
        offers = apps.get_model("jobs.Offer").objects
        recent = Q(state=OPEN) | Q(created_at__gt=clock.now() - OFFER_MEMORY)
        return offers.filter(recent, provider__user=user)

    def _recently_had_by(self, user: Any) -> QuerySet[Any]:
        """The sessions of who gave it back or lost it, so that they can read what became of it."""
        sessions = apps.get_model("jobs.WorkSession").objects
        ended_lately = Q(completed_at__gt=clock.now() - OFFER_MEMORY)
        return sessions.filter(ended_lately, provider__user=user)

    def of_customer(self, user: Any) -> Self:
        return self.filter(customer=user)

    def of_provider(self, provider: Any) -> Self:
        return self.filter(provider=provider).exclude(state=PENDING)

    def pending(self) -> Self:
        return self.filter(state=PENDING)

    def live(self) -> Self:
        """Those that bind a provider: from the assignment to finish or cancel."""
        return self.filter(state__in=LIVE)

    def due_now(self) -> Self:
        """Live ones that have started or should have."""
        return self.live().filter(
            Q(state=IN_PROGRESS) | Q(scheduled_at__isnull=True) | Q(scheduled_at__lte=clock.now())
        )

    def under_way(self) -> Self:
        """Whatever has not come to an end."""
        return self.exclude(state__in=self._ends())

    def ended(self) -> Self:
        return self.filter(state__in=self._ends())

    def confirmed(self) -> Self:
        """Whose work counts as confirmed."""
        return self.filter(state__in=confirmed_states())

    def _ends(self) -> list[str]:
        """The final states, those that other addons add included."""
        return [key for key, state in flow_of(self.model).states.items() if state.final]

    def by_time(self) -> Self:
        """In the order in which they are to be done; as soon as possible comes first."""
        return self.order_by(F("scheduled_at").asc(nulls_first=True), "pk")

    def waiting_for_dispatcher(self) -> Self:
        return self.pending().filter(waits_for_dispatcher_since__isnull=False)

    def looking(self) -> Self:
        """Whose offer ran out and for whom nobody was asked since, the longest waiting first."""
        nobody = self.pending().filter(
            provider__isnull=True,
            waits_for_dispatcher_since__isnull=True,
            held_back_since__isnull=True,
        )
        return nobody.order_by("updated_at", "pk")

    def with_current(self) -> Self:
        """With what each job shows of its open offer and its work session, in two queries for all."""
        offers = apps.get_model("jobs.Offer").objects
        sessions = apps.get_model("jobs.WorkSession").objects
        return self.prefetch_related(
            Prefetch(
                "offers",
                queryset=offers.open().select_related("provider"),
                to_attr="prefetched_offers",
            ),
            Prefetch(
                "work_sessions",
                queryset=sessions.order_by("-started_at"),
                to_attr="prefetched_sessions",
            ),
        )

    def with_people(self) -> Self:
        return self.select_related("category", "customer", "provider__user")


class OfferQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        return self if watches(user) else self.filter(provider__user=user)

    def open(self) -> Self:
        return self.filter(state=OPEN)

    def overdue(self) -> Self:
        return self.open().filter(expires_at__lte=clock.now())

    def answerable_by(self, user: Any) -> Self:
        """The open offer to this provider whose deadline has not passed, whatever the sweep did."""
        return self.answerable(user.pk, clock.now())

    def answerable(self, user: Any, now: Any) -> Self:
        return self.open().filter(provider__user=user, expires_at__gt=now)

    def open_to(self, user: Any) -> dict[int, dict[str, Any]]:
        """The offers this user may answer, by job, as id, state and deadline."""
        rows = OPEN_TO.ask(user=user.pk, now=clock.now())
        return {job: {"id": key, "state": state, "expires_at": at} for job, key, state, at in rows}


class WorkSessionQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Exactly the two sides, and staff who watch."""
        return self if watches(user) else self.filter(Q(customer=user) | Q(provider__user=user))

    def active(self) -> Self:
        return self.filter(state=ACTIVE)

    def latest_of(self, jobs: Iterable[int]) -> dict[int, dict[str, Any]]:
        """The latest session of each job that had one, as id and state."""
        rows = self.filter(job__in=list(jobs)).order_by("started_at")
        # The last of a job stays.
        return {
            job: {"id": str(key), "state": state}
            for job, key, state in rows.values_list("job", "pk", "state")
        }

    def due_to_publish(self) -> Self:
        """Rated before the embargo began, for work that is confirmed, and not published yet."""
        return self.filter(
            job__state__in=confirmed_states(),
            state=SESSION_COMPLETED,
            rating_stars__isnull=False,
            rated_at__lte=clock.now() - EMBARGO,
            rating_published_at__isnull=True,
        )

    def published(self) -> Self:
        return self.filter(rating_published_at__isnull=False)


def _open_offers() -> OfferQuerySet:
    offers = apps.get_model("jobs.Offer").objects
    answerable = offers.answerable(Given("user"), Given("now", DateTimeField()))
    return answerable.values_list("job", "pk", "state", "expires_at")


OPEN_TO = Compiled(_open_offers)
