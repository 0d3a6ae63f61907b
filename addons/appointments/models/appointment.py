from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.base.policies import policy
from addons.base.workflow import Refused
from addons.consultations.models.rate import rate_of, services_by_the_minute
from addons.providers.models import ProvidersPolicy, quarters

from ..flow import AppointmentFlow
from ..lengths import LENGTHS
from ..policies import AppointmentsPolicy
from ..querysets import AppointmentQuerySet
from ..states import BOOKED, Obstacle

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory
    from addons.consultations.models import Consultation
    from addons.providers.models import Provider


class Appointment(AppointmentFlow, Record):
    """A talk that a customer has booked with a consultant for a time."""

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("customer"), related_name="+"
    )
    provider = models.ForeignKey(
        "providers.Provider", models.PROTECT, verbose_name=_("consultant"), related_name="+"
    )
    category = models.ForeignKey(
        "catalog.ServiceCategory", models.PROTECT, verbose_name=_("about"), related_name="+"
    )
    # What it cost when it was booked: it never begins at a higher one.
    price_per_minute = models.DecimalField(_("price per minute"), max_digits=12, decimal_places=2)
    starts_at = models.DateTimeField(_("starts"))
    minutes = models.PositiveIntegerField(_("minutes"))
    note = models.CharField(_("what to talk about"), max_length=500, blank=True)
    # Reckoned when the time is set; none where it was too soon for a reminder.
    remind_at = models.DateTimeField(_("reminder due"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded"), null=True, blank=True)
    begins_until = models.DateTimeField(_("can begin until"))
    obstacle = models.CharField(_("in the way"), max_length=20, choices=Obstacle, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        indexes = [
            models.Index(
                fields=["starts_at"], condition=models.Q(state="booked"), name="appointment_due"
            ),
            models.Index(
                fields=["remind_at"],
                condition=models.Q(state="booked", reminded_at=None),
                name="appointment_to_remind",
            ),
            models.Index(fields=["customer", "-starts_at"], name="appointment_of_customer"),
            models.Index(fields=["provider", "-starts_at"], name="appointment_of_provider"),
        ]

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ()

    def __str__(self) -> str:
        return f"A-{self.pk or 0:06d}"

    def get_absolute_url(self) -> str:
        return reverse("appointments:appointment", args=[self.pk])

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    def quarters(self) -> set[datetime]:
        """The quarter hours that it takes."""
        return set(quarters(self.starts_at, minutes=self.minutes))

    @property
    def is_booked(self) -> bool:
        return bool(self.state == BOOKED.key)

    @property
    def consultation(self) -> Consultation | None:
        """What it has become, if it has begun."""
        talk = getattr(self, "talk", None)
        return talk.consultation if talk is not None else None

    @property
    def parties(self) -> set[int]:
        """The user ids of the two sides."""
        return {self.customer_id, self.provider.user_id}

    def side_of(self, user: Any) -> str:
        """`customer`, `provider`, or nothing for everybody else."""
        if user.pk == self.customer_id:
            return "customer"
        return "provider" if user.pk == self.provider.user_id else ""

    # --- what the bodies of the flow do with it ----------------------------------------------

    def be_with(
        self, provider: Provider, *, customer: Any, category: ServiceCategory | None
    ) -> None:
        """Fill in who and what about; refuse what cannot be."""
        if provider.user_id == customer.pk:
            raise Refused("yourself", _("This is you. Choose somebody else."), field="provider")
        services = services_by_the_minute(provider)
        if category is not None:
            services = services.filter(category=category)
        service = services.first()
        if service is None or not service.category.is_live:
            text = _("They do not talk by the minute about this. Choose somebody else.")
            raise Refused("not_offered", text, field="provider")
        self.customer, self.provider = customer, provider
        self.category, self.price_per_minute = service.category, service.price
        # Who books twice at once waits here, so that both are counted.
        get_user_model()._default_manager.select_for_update().get(pk=customer.pk)
        most = policy(AppointmentsPolicy).most_ahead
        if Appointment.objects.booked().of_customer(customer).count() >= most:
            text = _("You have %(n)s appointments ahead. Keep or cancel one before you book more.")
            raise Refused("too_many_ahead", text % {"n": most})

    def usual_minutes(self) -> int:
        """How long it is where nobody says."""
        longest = rate_of(self.provider).most_minutes
        most = min(policy(AppointmentsPolicy).usual_minutes, longest)
        return max((each for each in LENGTHS if each <= most), default=LENGTHS[0])

    def be_at(self, starts_at: datetime) -> None:
        """Set the time, and what is reckoned from it; refuse one that cannot be."""
        self.require_bookable(starts_at)
        terms = policy(AppointmentsPolicy)
        self.starts_at = starts_at
        remind_at = starts_at - timedelta(minutes=terms.remind_minutes)
        # Who books within that time knows it just now.
        self.remind_at = remind_at if remind_at > clock.now() else None
        self.reminded_at = None
        self.begins_until = starts_at + timedelta(minutes=terms.minutes_to_begin)
        self.obstacle = ""

    def require_bookable(self, starts_at: datetime) -> None:
        """Kind messages; what decides between two at once is the claim of the quarter hours."""
        soonest = clock.now() + timedelta(minutes=policy(ProvidersPolicy).lead_minutes)
        latest = clock.now() + timedelta(days=policy(AppointmentsPolicy).days_ahead)
        longest = rate_of(self.provider).most_minutes
        if starts_at < soonest:
            text = _("This is too soon. Choose a later time, or ask to talk now.")
            raise Refused("too_soon", text, field="starts_at")
        if starts_at > latest:
            text = _("This is too far ahead. Choose a day within the next %(n)s days.")
            words = {"n": policy(AppointmentsPolicy).days_ahead}
            raise Refused("too_far_ahead", text % words, field="starts_at")
        if self.minutes > longest:
            text = _("They talk for %(n)s minutes at most. Choose a shorter time.")
            raise Refused("too_long", text % {"n": longest}, field="minutes")
        if not self.provider.is_verified:
            text = _("They take no appointments now. Choose somebody else.")
            raise Refused("not_offered", text)
        if not self.provider.works_at(starts_at, minutes=self.minutes):
            text = _("They do not work then. Choose one of their free times.")
            raise Refused("not_working", text, field="starts_at")

    def note_that_it_is_late(self) -> None:
        """The reason why it never began: the last thing in the way, else that we were late."""
        self.obstacle = self.obstacle or Obstacle.LATE

    @property
    def why(self) -> str:
        return str(Obstacle(self.obstacle).label) if self.obstacle else say("nothing is in the way")
