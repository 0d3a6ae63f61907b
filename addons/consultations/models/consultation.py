from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base import clock, money
from addons.base.models import Record
from addons.base.workflow import Refused
from addons.ledger.models.fields import AmountField

from .. import charging, timing
from ..charging import Rate, Span
from ..figures import Figures, figures_of
from ..flow import ConsultationFlow
from ..querysets import ConsultationQuerySet
from ..states import ACCEPTED, ACTIVE, BINDING, ENDED, OPEN, REQUESTED, EndReason
from .meter import Meter

if TYPE_CHECKING:
    from addons.providers.models import Provider

OPEN_KEYS = {state.key for state in OPEN}
# A talk's money is set aside under one key, whoever starts it.
HOLD_KEY = "consultation:%s:hold"


class Consultation(ConsultationFlow, Record):
    """A customer talks to a consultant and pays by the minute."""

    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("customer"), related_name="+"
    )
    provider = models.ForeignKey(
        "providers.Provider",
        models.PROTECT,
        verbose_name=_("consultant"),
        related_name="consultations",
    )
    category = models.ForeignKey(
        "catalog.ServiceCategory", models.PROTECT, verbose_name=_("about"), related_name="+"
    )
    # What both agreed to when it was asked for; nobody's later change touches it.
    price_per_minute = models.DecimalField(_("price per minute"), max_digits=14, decimal_places=4)
    increment_s = models.PositiveIntegerField(_("charged by seconds"), default=60)
    free_minutes = models.PositiveIntegerField(_("free minutes"), default=0)
    minimum_minutes = models.PositiveIntegerField(_("minutes to begin with"), default=5)
    longest_minutes = models.PositiveIntegerField(_("longest talk in minutes"))
    short_seconds = models.PositiveIntegerField(_("costs nothing below seconds"), default=0)
    commission_percent = models.DecimalField(_("commission"), max_digits=5, decimal_places=2)
    tax_rate = models.DecimalField(_("tax included"), max_digits=5, decimal_places=2)

    # Until when an answer, then until when both are waited for.
    wait_until = models.DateTimeField(_("waits until"))
    ends_at = models.DateTimeField(_("set to end at"), null=True, blank=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=30, choices=EndReason, blank=True)
    end_note = models.CharField(_("note"), max_length=500, blank=True)
    duration_s = models.PositiveIntegerField(_("seconds charged for"), null=True, blank=True)
    cost = AmountField(_("cost"), null=True, blank=True)

    rating_stars = models.PositiveSmallIntegerField(
        _("stars"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    rating_comment = models.TextField(_("how it was"), blank=True)
    rated_at = models.DateTimeField(null=True, blank=True)
    rating_published_at = models.DateTimeField(null=True, blank=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "provider"],
                condition=models.Q(state__in=[state.key for state in OPEN]),
                name="one_open_consultation_per_pair",
            ),
            models.UniqueConstraint(
                fields=["provider"],
                condition=models.Q(state__in=[state.key for state in BINDING]),
                name="one_consultation_binds_a_consultant",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="consultation_of_customer"),
            models.Index(fields=["provider", "-id"], name="consultation_of_provider"),
            models.Index(
                fields=["wait_until"],
                condition=models.Q(state__in=["requested", "accepted"]),
                name="consultation_overdue",
            ),
            models.Index(
                fields=["rated_at"],
                condition=models.Q(rated_at__isnull=False, rating_published_at__isnull=True),
                name="consultation_under_embargo",
            ),
        ]

    # What `__str__` reads beside the key: lists then read no more of it.
    named_by = ()

    def __str__(self) -> str:
        return f"C-{self.pk or 0:06d}"

    @property
    def number(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return reverse("consultation", args=[self.pk])

    # --- who ---------------------------------------------------------------------------------

    @property
    def parties(self) -> set[int]:
        """The user ids of the two sides."""
        return {self.customer_id, self.provider.user_id}

    def side_of(self, user: Any) -> str:
        """`customer`, `provider`, or nothing for everybody else."""
        if user.pk == self.customer_id:
            return "customer"
        return "provider" if user.pk == self.provider.user_id else ""

    # --- where it stands ---------------------------------------------------------------------

    @property
    def is_active(self) -> bool:
        return bool(self.state == ACTIVE.key)

    @property
    def has_ended(self) -> bool:
        return bool(self.state == ENDED.key)

    @property
    def is_waiting(self) -> bool:
        """For an answer, or for both to come."""
        return self.state in (REQUESTED.key, ACCEPTED.key)

    @property
    def seconds_to_wait(self) -> int:
        """All that there is for it, from when it began to wait."""
        return int((self.wait_until - self.state_since).total_seconds())

    @property
    def has_answer(self) -> bool:
        """The consultant has said yes; then it has a meter."""
        return bool(self.state != REQUESTED.key)

    @property
    def is_over(self) -> bool:
        """Nothing more happens: ended, or never begun."""
        return self.state not in OPEN_KEYS

    @property
    def tariff(self) -> Rate:
        return Rate(
            per_minute=self.price_per_minute,
            increment_s=self.increment_s,
            free_s=self.free_minutes * charging.MINUTE,
            short_s=self.short_seconds,
            unit=money.smallest(),
        )

    @property
    def longest_until(self) -> datetime | None:
        if self.started_at is None:
            return None
        return self.started_at + timedelta(minutes=self.longest_minutes)

    def signs(self, meter: Meter | None = None) -> timing.Signs:
        """What is known of it while it runs."""
        meter = meter or self.meter
        started = self.started_at
        assert started is not None  # it runs
        return timing.Signs(
            started_at=started,
            customer_seen_at=meter.customer_seen_at or started,
            provider_seen_at=meter.provider_seen_at or started,
            watched_at=meter.watched_at or started,
            orphan_since=meter.orphan_since,
            ends_at=self.ends_at,
            longest_until=self.longest_until,
        )

    def gaps(self, now: datetime, meter: Meter | None = None) -> list[Span]:
        """All pauses, those too that are not over."""
        meter = meter or self.meter
        return [*meter.spans(), *timing.open_gaps(self.signs(meter), now)]

    def funded_until(self, now: datetime, meter: Meter | None = None) -> datetime:
        """How far what is set aside reaches, if the pauses end now."""
        meter = meter or self.meter
        started = self.started_at
        assert started is not None  # it runs
        return charging.reach(self.tariff, started, self.gaps(now, meter), meter.increments)

    def due(self, now: datetime, meter: Meter | None = None) -> timing.Ending | None:
        """The end that is due by itself."""
        meter = meter or self.meter
        return timing.due(self.signs(meter), self.funded_until(now, meter), now)

    def figures(self, now: datetime | None = None) -> Figures:
        """Time, cost and money as they are now, or were at the end."""
        return figures_of(self, now or clock.now())

    def bill(self) -> list[charging.Line]:
        """Each funded slice, pause and the end, from the same function as the charge."""
        if self.started_at is None or self.ended_at is None:
            return []
        meter = self.meter
        return charging.bill(
            self.tariff, self.started_at, self.ended_at, meter.pauses(), meter.funding()
        )

    def facts_for(self, reader: Any) -> list[dict[str, Any]]:
        """What an end now comes to, before somebody decides it."""
        if not self.is_active:
            return []
        figures = self.figures()
        minutes, seconds = divmod(figures.elapsed_s, 60)
        with_whom = self.customer.get_full_name()
        if self.side_of(reader) != "provider":
            with_whom = self.provider.display_name
        label = gettext("You pay") if reader.pk == self.customer_id else gettext("Cost")
        return [
            {"label": gettext("With"), "text": with_whom},
            {"label": gettext("Time"), "text": f"{minutes}:{seconds:02d}"},
            {"label": label, "amount": figures.cost, "sum": True},
        ]

    def submit_for(self, reader: Any) -> str:
        """What the button says that ends it."""
        if reader.pk != self.customer_id or not self.is_active:
            return ""
        return gettext("End, pay %(cost)s") % {"cost": money.display(self.figures().cost)}

    # --- what the bodies of the flow do with it ----------------------------------------------

    def agree_to(self, provider: Provider, service: Any, terms: Any) -> None:
        """Freeze what the consultant asks for now."""
        category = service.category
        self.provider, self.category = provider, category
        self.price_per_minute = service.price
        self.increment_s = terms.increment_s
        self.free_minutes = terms.free_minutes
        self.minimum_minutes = terms.minutes_to_begin
        self.longest_minutes = terms.most_minutes
        self.commission_percent = category.policy.commission_percent
        self.tax_rate = category.policy.tax_rate

    def conclude(self, reason: str, note: str = "") -> None:
        """End it now for the reason, or as it should have ended by itself before now.

        Without a reason it ends only if it should have.
        """
        now = clock.now()
        # Nothing is funded, paused or heard any more from here to the commit.
        meter = Meter.objects.filter(pk=self.pk).locked().select_related("hold").get()
        ending = self.due(now, meter) or timing.Ending(reason=reason, at=now)
        if not ending.reason:
            # Somebody has come back meanwhile, or paid in.
            raise Refused("not_due", _("It goes on."))
        started = self.started_at
        assert started is not None  # it runs
        self.ended_at, self.end_reason = max(ending.at, started), ending.reason
        self.end_note = note
        gaps = self.gaps(now, meter)
        self.duration_s = charging.seconds(charging.connected(started, self.ended_at, gaps))
        self.cost = charging.charge(self.tariff, started, self.ended_at, gaps, funded=meter.funded)
