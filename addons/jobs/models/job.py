from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.base.money import as_json
from addons.base.workflow import Refused, System

from ..flow import JobFlow
from ..points import confirmed_states, methods_for
from ..querysets import JobQuerySet
from ..sides import Sides
from .occupied import Occupied

if TYPE_CHECKING:
    from addons.providers.models import Provider
    from addons.providers.models.provider import WhyNot

    from ..pricing import Quote
    from .offer import Offer
    from .work_session import WorkSession


class Side(models.TextChoices):
    """The three that may end a job; `seeker` is the customer's name on the wire."""

    PROVIDER = "provider", _("Provider")
    SEEKER = "seeker", _("Customer")
    STAFF = "staff", _("Staff")


def money_field(label: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(label, max_digits=12, decimal_places=2, default=Decimal(0))


def number_of(key: int) -> str:
    """What people call the job."""
    return f"J-{key:06d}"


class Job(JobFlow, Record):
    """One booked piece of work for a customer at a place and time."""

    category = models.ForeignKey(
        "catalog.ServiceCategory", models.PROTECT, verbose_name=_("service"), related_name="jobs"
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("customer"), related_name="jobs"
    )
    # While the job is pending: who is being asked now.
    provider = models.ForeignKey(
        "providers.Provider",
        models.PROTECT,
        verbose_name=_("provider"),
        null=True,
        blank=True,
        related_name="jobs",
    )
    description = models.TextField(_("what is the matter"))
    address = models.CharField(_("address"), max_length=300)
    area = models.CharField(_("area"), max_length=100, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6)
    scheduled_at = models.DateTimeField(_("when"), null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(_("planned minutes"))
    proposed_time = models.DateTimeField(_("proposed time"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    payment_method = models.CharField(_("payment"), max_length=10)
    lines = models.JSONField(_("lines"), default=list)
    subtotal = money_field(_("before tax"))
    tax = money_field(_("tax"))
    total = money_field(_("total"))
    commission = money_field(_("commission"))

    providers_asked = models.PositiveSmallIntegerField(_("providers asked"), default=0)
    # Booked, but nobody is asked until something has come, such as the money.
    held_back_since = models.DateTimeField(_("held back since"), null=True, blank=True)
    waits_for_dispatcher_since = models.DateTimeField(
        _("waiting for a dispatcher since"), null=True, blank=True
    )
    start_code = models.CharField(_("start code"), max_length=6, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    work_completed_at = models.DateTimeField(_("finished"), null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    completed_as = models.CharField(max_length=10, choices=Side, blank=True)
    cancelled_as = models.CharField(max_length=10, choices=Side, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["state", "-id"], name="job_by_state"),
            models.Index(fields=["customer", "-id"], name="job_of_customer"),
            models.Index(fields=["provider", "state"], name="job_of_provider"),
            models.Index(fields=["scheduled_at", "-id"], name="job_by_time"),
            models.Index(
                fields=["waits_for_dispatcher_since"],
                name="job_for_dispatcher",
                condition=models.Q(state="pending", waits_for_dispatcher_since__isnull=False),
            ),
        ]

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ()

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return number_of(self.pk or 0)

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", args=[self.pk])

    @property
    def starts_at(self) -> datetime:
        """When the work is meant to begin: as soon as possible is now."""
        return self.scheduled_at or clock.now()

    @property
    def is_held_back(self) -> bool:
        """Booked, and nobody is asked until what it waits for has come."""
        return self.held_back_since is not None and not self.get_state().final

    @property
    def is_confirmed(self) -> bool:
        """Whether its work counts as confirmed."""
        return self.state in confirmed_states()

    @property
    def is_due(self) -> bool:
        return self.starts_at <= clock.now()

    def side_of(self, actor: Any) -> str:
        """In whose name the actor acts on this job."""
        if actor.pk is not None and actor.pk == self.customer_id:
            return Side.SEEKER
        if self.provider is not None and self.provider.user_id == actor.pk:
            return Side.PROVIDER
        return Side.STAFF

    # What the two sides may read of it.

    @property
    def sides(self) -> Sides:
        return Sides(
            state=self.state,
            customer_id=self.customer_id,
            provider_user_id=self.provider.user_id if self.provider else None,
        )

    def is_assigned_to(self, user: Any) -> bool:
        """Whether the user's provider has the job, not only an offer of it."""
        return self.sides.is_assigned_to(user)

    def offer_to(self, user: Any) -> Offer | None:
        """The user's own open offer of this job."""
        offers = [o for o in self.prefetched_offers if o.provider.user_id == user.pk]
        return next((offer for offer in offers if offer.is_answerable), None)

    def current_session(self) -> WorkSession | None:
        """The active work session, else the last one."""
        return next(iter(self.prefetched_sessions), None)

    def contact_for(self, user: Any) -> dict[str, str] | None:
        """The other side's name and phone number, from acceptance to finish."""
        customer, provider = self.customer, self.provider
        return self.sides.contact_for(
            user,
            customer=lambda: (customer.get_full_name(), customer.phone),
            provider=lambda: (provider.display_name, provider.user.phone) if provider else ("", ""),
        )

    @cached_property
    def prefetched_offers(self) -> list[Offer]:
        return list(self.offers.open().select_related("provider"))

    @cached_property
    def prefetched_sessions(self) -> list[WorkSession]:
        return list(self.work_sessions.order_by("-started_at")[:1])

    # What the bodies of the flow do with it.

    def settle_time_and_provider(self, items: list[Any]) -> None:
        """Refuse a chosen provider who cannot come; without one, leave the choice to the offers."""
        self.duration_minutes = (
            sum(line["item"].duration_minutes * (line["quantity"] or 1) for line in items)
            or self.category.get_default_duration()
        )
        if self.provider is not None:
            self.suitable(self.provider)
            self.providers_asked = 1
        if self.category.policy.start_code:
            self.start_code = f"{secrets.randbelow(10_000):04d}"

    def freeze_price(self, price: Quote) -> None:
        self.lines = price.lines
        self.subtotal, self.tax, self.total = price.subtotal, price.tax, price.total
        self.commission = price.commission

    def settle_payment(self, key: str, actor: Any) -> None:
        """Refuse a way to pay that cannot be used now; what the system books ahead has another."""
        methods = methods_for(self.category)
        method = methods[key]
        obstacle = method.obstacle(self.customer, self.total)
        if obstacle is not None and isinstance(actor, System) and method.instead in methods:
            key, obstacle = method.instead, None
        if obstacle is not None:
            missing = {} if obstacle.missing is None else {"missing": as_json(obstacle.missing)}
            raise Refused(obstacle.code, obstacle.message, **missing)
        self.payment_method = key

    def why_not(self, provider: Provider) -> WhyNot | None:
        """Why the provider cannot do it, as far as can be known."""
        return provider.why_not(
            category=self.category,
            latitude=self.latitude,
            longitude=self.longitude,
            start=self.scheduled_at,
            minutes=self.duration_minutes,
        )

    def suitable(self, provider: Provider) -> Provider:
        """The provider, if they serve the category, come this far and are free then."""
        if provider.user_id == self.customer_id:
            raise Refused("own_job", _("You cannot book yourself."), field="provider")
        why_not = self.why_not(provider)
        if why_not:
            raise Refused(why_not.code, why_not.message, field=why_not.field or None)
        return provider

    def take_on(self, provider: Provider) -> None:
        """Give the job to the provider and take their time; never twice the same quarter hour."""
        self.provider = provider
        self.waits_for_dispatcher_since = None
        work = {"job": self}
        Occupied.objects.take(provider, self.starts_at, minutes=self.duration_minutes, work=work)

    def free_time(self) -> None:
        Occupied.objects.release(self)

    def be_finished(self, actor: Any) -> None:
        """Somebody says that the work is done, and the time that is left is free."""
        self.work_completed_at = clock.now()
        self.completed_by_id = actor.pk
        self.completed_as = self.side_of(actor)
        self.free_time()

    def be_taken_up_again(self) -> None:
        """It was not done after all. When they come again is for the two sides to say."""
        self.work_completed_at = self.completed_by = None
        self.completed_as = ""

    def move_to(self, at: datetime) -> None:
        """Another time; an assigned provider's calendar moves along or refuses."""
        self.scheduled_at = at
        self.proposed_time = self.proposed_by = None
        if self.occupied.exists() and self.provider is not None:
            self.free_time()
            self.take_on(self.provider)

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.duration_minutes)
