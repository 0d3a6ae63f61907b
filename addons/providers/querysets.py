from __future__ import annotations

import math
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from django.apps import apps
from django.db.models import Exists, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from addons.base import clock
from addons.base.models import RecordQuerySet

from . import geo
from .arguments import LARGEST_RADIUS_KM
from .points import BUSY
from .states import VERIFIED, Duty

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory

    from .models import Provider

# Id and kilometres, where those are known.
Hit: TypeAlias = tuple[int, float | None]

# How far the nearest are looked for first; and how many the next look aims at, at least, so that it
# is the last one.
FIRST_LOOK_KM = 0.8
SURELY_ENOUGH = 160
# How many of the nearest are looked at for a piece of work.
MOST_CANDIDATES = 200
# A star is worth this many kilometres.
KM_PER_STAR = 10.0


class ProviderQuerySet(RecordQuerySet):
    def visible_to_user(self, user: Any) -> Self:
        """Staff see all; everybody the verified ones and oneself."""
        return self if user.is_staff else self.filter(Q(state=VERIFIED.key) | Q(user=user))

    def visible_to_anyone(self) -> Self:
        return self.verified()

    def verified(self) -> Self:
        return self.filter(state=VERIFIED.key)

    def on_duty(self) -> Self:
        """Verified, on duty and not busy: whom a search may find."""
        return self.filter(state=VERIFIED.key, duty=Duty.ON_DUTY)

    def offering(self, category: ServiceCategory | None, *, at_most: Decimal | None = None) -> Self:
        """Those who work in the category or below it (or in any), for no more than the price."""
        services = branch_services(category).filter(provider=OuterRef("pk"))
        if at_most is not None:
            services = services.filter(price__lte=at_most)
        return self.filter(Exists(services))

    def with_price(self, category: ServiceCategory | None) -> Self:
        """Each with `price`: their own in the category, else their lowest below it."""
        services = branch_services(category).filter(provider=OuterRef("pk")).order_by()
        lowest = Subquery(services.values("provider").values(lowest=Min("price")))
        if category is None:
            return self.annotate(price=lowest)
        own = Subquery(services.filter(category=category).values("price")[:1])
        return self.annotate(price=Coalesce(own, lowest))

    def within(self, latitude: float, longitude: float, *, km: float) -> Self:
        """Those within both radii, this one and their own, each with `distance_km`."""
        return self._in_disk(
            geo.disk(latitude, longitude, covering_km=min(km, LARGEST_RADIUS_KM)),
            latitude,
            longitude,
            km=km,
        )

    def nearest(
        self, latitude: float, longitude: float, *, within_km: float, limit: int
    ) -> list[tuple[int, float]]:
        """Ids and kilometres of the nearest, in order: looks in growing disks until it has enough."""
        within_km = min(within_km, LARGEST_RADIUS_KM)
        reach = FIRST_LOOK_KM
        while True:
            disk = geo.disk(latitude, longitude, covering_km=min(reach, within_km))
            # Beyond what the disk covers somebody outside of it might be nearer.
            covered = min(disk.covers_km, within_km)
            rows = self._in_disk(disk, latitude, longitude, km=covered)
            pairs = rows.order_by("distance_km", "pk").values_list("pk", "distance_km")
            found: list[tuple[int, float]] = list(pairs[:limit])
            if len(found) == limit or covered == within_km:
                return found
            # As far as there would be enough, if they live as densely as those found so far.
            aim = max(2 * limit, SURELY_ENOUGH)
            reach = covered * math.sqrt(aim / (len(found) + 1))

    def _in_disk(self, disk: geo.Disk, latitude: float, longitude: float, *, km: float) -> Self:
        near = self.filter(geo.ComesTo(disk, latitude, longitude, km=km))
        return near.annotate(distance_km=geo.DistanceKm(latitude, longitude))

    def unoccupied(self, start: datetime, *, minutes: int) -> Self:
        """Those whose time nothing takes; whether they work then is another question."""
        free = self
        for rows in BUSY.values():
            taken = rows(start, start + timedelta(minutes=minutes))
            free = free.exclude(Exists(taken.filter(provider_id=OuterRef("pk"))))
        return free

    def best_first(self) -> Self:
        """By stars and reliability."""
        # Everybody has a standing; said so, the database may walk its index.
        return self.filter(standing__isnull=False).order_by("-standing__score", "pk")

    def candidates(
        self,
        *,
        category: ServiceCategory,
        latitude: float | Decimal,
        longitude: float | Decimal,
        start: datetime | None,
        minutes: int,
        without: Collection[int] = (),
    ) -> list[Provider]:
        """Who can do the work, best first: on duty, near, and free. No start is now."""
        from .availability import at_work  # it reads the models, which stand on this file

        suitable = self.on_duty().offering(category).exclude(pk__in=without)
        near = suitable.unoccupied(start or clock.now(), minutes=minutes).nearest(
            float(latitude),
            float(longitude),
            within_km=category.policy.search_radius_km,
            limit=MOST_CANDIDATES,
        )
        rows = self.select_related("user").in_bulk([pk for pk, _km in near])
        found: list[Provider] = [rows[pk] for pk, _km in best_of([*near])]
        if start is None:
            return found
        working = at_work({p.pk: p.zone for p in found}, start, minutes=minutes)
        return [provider for provider in found if provider.pk in working]

    def for_cards(self) -> Self:
        """With all that a card in a list shows, in a handful of queries."""
        return self.select_related("user", "standing", "photo").prefetch_related(
            "services", "portfolio__image"
        )


def branch_services(category: ServiceCategory | None) -> Any:
    """The services of providers in the category and below it; in all of them without one."""
    services = apps.get_model("providers.ProviderService").objects
    if category is None:
        return services.all()
    # Their ids, not a join: they are few, and the planner sees how many rows each has.
    branch = type(category).objects.below(category).values_list("pk", flat=True)
    return services.filter(category__in=list(branch))


def best_of(hits: list[Hit]) -> list[Hit]:
    """Ids and kilometres, the best match first: by stars and reliability, less for the way."""
    standings = apps.get_model("providers.ProviderStanding").objects
    rows = standings.filter(pk__in=[pk for pk, _km in hits]).values_list("pk", "score")
    scores = dict(rows)
    return sorted(hits, key=lambda hit: (hit[1] or 0) / KM_PER_STAR - scores[hit[0]])
