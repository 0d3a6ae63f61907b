from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db.models import Exists, F, FloatField, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Least

from addons.base import clock
from addons.base.models import RecordQuerySet

from . import geo
from .arguments import LARGEST_RADIUS_KM
from .points import BUSY
from .states import VERIFIED, Duty

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory

    from .models import Provider

# A first look this far, then three times as far, and so on.
FIRST_LOOK_KM = 0.8
# How many near ones are looked at for work, best first.
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
        return self.verified().filter(duty=Duty.ON_DUTY)

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
        found: list[tuple[int, float]] = []
        for disk in geo.growing_disks(
            latitude,
            longitude,
            first_km=FIRST_LOOK_KM,
            up_to_km=min(within_km, LARGEST_RADIUS_KM),
        ):
            # Beyond what the disk covers somebody outside of it might be nearer.
            reach = min(within_km, disk.covers_km)
            rows = self._in_disk(disk, latitude, longitude, km=reach)
            rows = rows.order_by("distance_km", "pk").values_list("pk", "distance_km")
            found = list(rows[:limit])
            if len(found) == limit:
                break
        return found

    def _in_disk(self, disk: geo.Disk, latitude: float, longitude: float, *, km: float) -> Self:
        near = self.filter(geo.InDisk(disk))
        near = near.annotate(distance_km=geo.DistanceKm(latitude, longitude))
        return near.filter(distance_km__lte=Least(Value(km, FloatField()), F("radius_km")))

    def unoccupied(self, start: datetime, *, minutes: int) -> Self:
        """Those whose time nothing takes; whether they work then is another question."""
        free = self
        for rows in BUSY.values():
            taken = rows(start, start + timedelta(minutes=minutes))
            free = free.exclude(Exists(taken.filter(provider_id=OuterRef("pk"))))
        return free

    def best_first(self) -> Self:
        """By stars and reliability; where `distance_km` is known it counts against them."""
        if "distance_km" not in self.query.annotations:
            return self.order_by("-standing__score", "pk")
        match = F("standing__score") - F("distance_km") / KM_PER_STAR
        return self.order_by(match.desc(), "pk")

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

        near = (
            self.on_duty()
            .offering(category)
            .exclude(pk__in=without)
            .within(float(latitude), float(longitude), km=category.policy.search_radius_km)
            .unoccupied(start or clock.now(), minutes=minutes)
            .select_related("user")
            .best_first()
        )
        found: list[Provider] = list(near[:MOST_CANDIDATES])
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
