from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model_string

from addons.base import clock
from addons.base.models import Record

from .. import geo
from ..arguments import LARGEST_RADIUS_KM
from ..flow import ProviderFlow
from ..languages import are_language_codes
from ..points import BUSY
from ..querysets import ProviderQuerySet
from ..states import VERIFIED, Duty

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory, ServiceItem


@dataclass(frozen=True)
class WhyNot:
    """Why a provider cannot do a piece of work; `field` is empty where no other input would help."""

    code: str
    message: Any
    field: str = ""


class Provider(ProviderFlow, Record):
    """Somebody who does the work: what customers see, where from, how far and whether now."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="provider", editable=False
    )
    display_name = models.CharField(
        _("name customers see"), max_length=100, validators=[MinLengthValidator(2)]
    )
    bio = models.TextField(_("about you"), max_length=2000, blank=True)
    photo = models.ForeignKey(
        get_image_model_string(),
        models.SET_NULL,
        verbose_name=_("photo"),
        null=True,
        blank=True,
        related_name="+",
    )
    languages = models.JSONField(
        _("languages"), default=list, blank=True, validators=[are_language_codes]
    )
    latitude = models.FloatField(
        _("latitude"), null=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    # Where that is, as a number that an index can find: see geo.py.
    cell = models.BigIntegerField(null=True, editable=False)
    radius_km = models.FloatField(
        _("how far you go, in km"),
        default=10,
        validators=[MinValueValidator(0.1), MaxValueValidator(LARGEST_RADIUS_KM)],
    )
    duty = models.CharField(
        _("duty"), max_length=10, choices=Duty, default=Duty.OFF_DUTY, editable=False
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        indexes = [
            # All that the nearest search asks stands in the index, so it never reads the rows.
            models.Index(
                fields=["cell", "latitude", "longitude", "radius_km", "id"],
                condition=Q(state=VERIFIED.key, duty=Duty.ON_DUTY.value),
                name="provider_on_duty_by_cell",
            ),
            models.Index(fields=["state", "-id"], name="provider_by_state"),
        ]

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ("display_name",)

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return f"/providers/{self.pk}/"

    def clean(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError(_("Give latitude and longitude together."))
        self.move_to(self.latitude, self.longitude)

    def move_to(self, latitude: float | None, longitude: float | None) -> None:
        """Where they are, and the cell of it; nothing is saved."""
        self.latitude, self.longitude = latitude, longitude
        self.cell = None
        if latitude is not None and longitude is not None:
            self.cell = geo.cell_of(latitude, longitude)

    @property
    def zone(self) -> ZoneInfo:
        """Whose wall clock their hours go by."""
        return ZoneInfo(self.user.time_zone)

    @property
    def is_verified(self) -> bool:
        return self.state == VERIFIED.key

    @property
    def is_on_duty(self) -> bool:
        return self.duty == Duty.ON_DUTY

    @property
    def is_busy(self) -> bool:
        return self.duty == Duty.BUSY

    def distance_to(self, latitude: float | Decimal, longitude: float | Decimal) -> int | None:
        """Metres to the place; nothing while their own is unknown."""
        if self.latitude is None or self.longitude is None:
            return None
        there = (float(latitude), float(longitude))
        return round(geo.distance_km((self.latitude, self.longitude), there) * 1000)

    @cached_property
    def prices(self) -> dict[str, Decimal]:
        """Their own price by the path of the category, in the order of the tree."""
        return {service.category.path: service.price for service in self.services.all()}

    def own_price(self, category: ServiceCategory | None) -> Decimal | None:
        """Their price for the category, else their lowest below it; in any without one."""
        branch = category.path if category else ""
        below = [price for path, price in self.prices.items() if path.startswith(branch)]
        return self.prices.get(branch, min(below, default=None))

    def price_in(self, category: ServiceCategory) -> Decimal:
        """Their own price for the category, else the catalogue's."""
        own = self.own_price(category)
        return category.get_list_price() if own is None else own

    def price_of_item(self, item: ServiceItem) -> Decimal:
        """Their own price for the item, else the catalogue's."""
        own = self.item_prices.filter(item=item).values_list("price", flat=True).first()
        return item.price if own is None else own

    def offers(self, category: ServiceCategory) -> bool:
        """Whether they work in the category or in one below it."""
        return any(path.startswith(category.path) for path in self.prices)

    def is_taken(self, start: datetime, *, minutes: int) -> bool:
        """Whether something takes any of this time."""
        end = start + timedelta(minutes=minutes)
        return any(rows(start, end).filter(provider_id=self.pk).exists() for rows in BUSY.values())

    def works_at(self, start: datetime, *, minutes: int) -> bool:
        """Whether their working hours hold this time."""
        from ..availability import at_work  # it reads the models

        return bool(at_work({self.pk: self.zone}, start, minutes=minutes))

    def free_starts(self, day: date, *, minutes: int) -> list[datetime]:
        """The free starts on a day of their calendar, in UTC."""
        from ..availability import slots  # it reads the models

        return slots(self, day, minutes=minutes)

    def why_not(
        self,
        *,
        category: ServiceCategory,
        latitude: float | Decimal,
        longitude: float | Decimal,
        start: datetime | None,
        minutes: int,
    ) -> WhyNot | None:
        """What keeps them from this work, if anything. `start` of none is as soon as possible."""
        if not self.is_verified or not self.offers(category):
            return WhyNot("not_offered", _("They do not offer this service."), "provider")
        metres = self.distance_to(latitude, longitude)
        if metres is None or metres > self.radius_km * 1000:
            return WhyNot("too_far", _("This place is too far for them."), "provider")
        if start is None and not self.is_on_duty:
            return WhyNot("not_on_duty", _("They are not on duty. Choose a time, or another one."))
        if start is not None and not self.works_at(start, minutes=minutes):
            return WhyNot(
                "not_working", _("They do not work then. Choose one of their free times.")
            )
        if self.is_taken(start or clock.now(), minutes=minutes):
            return WhyNot("slot_taken", _("They have other work then. Choose another time."))
        return None
