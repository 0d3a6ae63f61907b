from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.models import Record
from addons.base.predicates import has_role
from addons.base.workflow import Refused, System
from addons.jobs.models import Job, WorkSession
from addons.jobs.states import SESSION_CANCELLED

from ..flow import SeriesFlow
from ..querysets import SeriesQuerySet
from ..rhythm import Every, following, moment_of
from .occurrence import Occurrence, Outcome

if TYPE_CHECKING:
    from addons.providers.models import Provider

NOT_ITS_TURN = _("This date has been handled already.")
COPIED = ("category", "customer", "description", "address", "area", "latitude", "longitude")
steers = has_role("dispatcher")


class Series(SeriesFlow, Record):
    """A booking that repeats: the same work at the same place and time of the day."""

    category = models.ForeignKey(
        "catalog.ServiceCategory", models.PROTECT, verbose_name=_("service"), related_name="+"
    )
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("customer"), related_name="+"
    )
    # Who usually comes: whoever took the first job.
    provider = models.ForeignKey(
        "providers.Provider",
        models.PROTECT,
        verbose_name=_("usual provider"),
        null=True,
        blank=True,
        related_name="+",
    )
    items = models.JSONField(_("what is to be done"), default=list)
    description = models.TextField(_("what is the matter"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    area = models.CharField(_("area"), max_length=100, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6)
    payment_method = models.CharField(_("payment"), max_length=10)

    every = models.CharField(_("how often"), max_length=10, choices=Every)
    starts_on = models.DateField(_("first day"))
    at = models.TimeField(_("time"))
    # The customer's when it began: the time on that wall stays, whatever the sun does.
    time_zone = models.CharField(_("time zone"), max_length=50)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    next_on = models.DateField(_("next date to book"), null=True, blank=True)
    next_at = models.DateTimeField(_("next to book"), null=True, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = _("recurring booking")
        verbose_name_plural = _("recurring bookings")
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(state="running"), name="series_due"
            ),
            models.Index(fields=["customer", "-id"], name="series_of_customer"),
            models.Index(fields=["provider", "-id"], name="series_of_provider"),
        ]

    def __str__(self) -> str:
        return f"R-{self.pk or 0:05d}"

    def get_absolute_url(self) -> str:
        return reverse("recurring:series", args=[self.pk])

    @property
    def rhythm(self) -> str:
        """How often and when, in words."""
        words: dict[str, Any] = {"at": self.at.strftime("%H:%M"), "day": self.starts_on.day}
        if self.every == Every.MONTH:
            return gettext("Every month on day %(day)s at %(at)s") % words
        words["day"] = WEEKDAYS[self.starts_on.weekday()]
        if self.every == Every.WEEK:
            return gettext("Every week, %(day)s at %(at)s") % words
        return gettext("Every two weeks, %(day)s at %(at)s") % words

    # --- what is ahead -----------------------------------------------------------------------

    def today(self) -> date:
        """The date where the customer lives."""
        return timezone.localdate(clock.now(), ZoneInfo(self.time_zone))

    def upcoming(self) -> Occurrence | None:
        """The next date that has become a job which is still meant to happen."""
        ahead = self.occurrences.filter(
            outcome=Outcome.BOOKED, at__gt=clock.now(), job__in=Job.objects.under_way()
        )
        return ahead.select_related("job").order_by("at").first()

    def planned(self, count: int) -> list[date]:
        """The next dates that are not booked yet."""
        dates: list[date] = []
        on = self.next_on
        while on is not None and len(dates) < count:
            dates.append(on)
            on = self.date_after(on)
        return dates

    def date_after(self, day: date) -> date | None:
        """The next date of the rhythm that has not been handled and is not beyond the end."""
        on = following(self.every, start=self.starts_on, after=day)
        handled = set()
        if self.pk is not None:
            handled = set(self.occurrences.filter(on__gte=on).values_list("on", flat=True))
        while on in handled:
            on = following(self.every, start=self.starts_on, after=on)
        return None if self.ends_on is not None and on > self.ends_on else on

    def describe_upcoming(self) -> str:
        """Which date a skip would leave out, in words."""
        upcoming = self.upcoming()
        day = timezone.localtime(upcoming.at).date() if upcoming else self.next_on
        if day is None:
            return ""
        return gettext("The date that is skipped: %(day)s.") % {"day": date_format(day)}

    # --- what the bodies of the flow do with it ----------------------------------------------

    def require_repeatable(self, job: Job, actor: Any) -> None:
        """Refuse a booking that is somebody else's, has no time, or repeats already."""
        if actor.pk != job.customer_id and not isinstance(actor, System) and not steers(actor):
            raise Refused("not_yours", _("Only who booked it can let it repeat."), field="job")
        if job.scheduled_at is None:
            text = _("Choose a time: what repeats cannot be “as soon as possible”.")
            raise Refused("no_time", text, field="job")
        if Occurrence.objects.filter(job=job).exists():
            raise Refused("repeats_already", _("This booking repeats already."), field="job")

    def take_from(self, job: Job) -> None:
        """The same work, place, payment and time of the day as this job."""
        for name in COPIED:
            setattr(self, name, getattr(job, name))
        self.payment_method = job.payment_method
        self.items = [
            {"item": line["item"], "quantity": line["quantity"]}
            for line in job.lines
            if "item" in line
        ]
        self.time_zone = job.customer.time_zone
        local = timezone.localtime(job.scheduled_at, ZoneInfo(self.time_zone))
        self.starts_on, self.at = local.date(), local.time()
        self.provider = provider_who_took(job)

    def come_from(self, provider: Provider | None) -> None:
        """Who is asked first from now on."""
        self.provider = provider

    def plan_nothing(self) -> None:
        self.next_on = self.next_at = None

    def plan(self, *, after: date) -> None:
        """Set the next date to book: the first of the rhythm later than the day."""
        self.next_on = self.date_after(after)
        self.next_at = None
        if self.next_on is not None:
            self.next_at = moment_of(self.next_on, self.at, zone=self.time_zone)

    def note(self, on: date, *, outcome: str) -> None:
        """Write down what becomes of the date and go on to the next; each date has one turn."""
        if on != self.next_on or self.next_at is None:
            raise Refused("not_its_turn", NOT_ITS_TURN)
        Occurrence.objects.create(series=self, on=on, at=self.next_at, outcome=outcome)
        self.plan(after=on)

    def skip_upcoming(self) -> None:
        """Leave out the next date; whether it is booked already makes no difference."""
        upcoming = self.upcoming()
        if upcoming is None:
            assert self.next_on is not None  # the condition saw to it
            self.note(self.next_on, outcome=Outcome.SKIPPED)
        else:
            upcoming.outcome = Outcome.SKIPPED
            upcoming.save(update_fields=["outcome"])

    # --- what is booked ----------------------------------------------------------------------

    def booking(self, occurrence: Occurrence) -> dict[str, Any]:
        """What the job of this date is booked with: the usual provider, if they can come."""
        provider, why_not = self.provider, None
        minutes = self.minutes()
        if provider is not None:
            why_not = provider.why_not(
                category=self.category,
                latitude=self.latitude,
                longitude=self.longitude,
                start=occurrence.at,
                minutes=minutes,
            )
        if provider is not None and why_not is not None:
            occurrence.instead_of, occurrence.why_not = provider, str(why_not.message)
            provider = None
        return {
            "category": self.category.slug,
            "customer": self.customer_id,
            "provider": provider.pk if provider else None,
            "items": self.items,
            "description": self.description,
            "address": self.address,
            "area": self.area,
            "latitude": str(self.latitude),
            "longitude": str(self.longitude),
            "scheduled_at": occurrence.at.isoformat(),
            "payment_method": self.payment_method,
        }

    def minutes(self) -> int:
        """How long the last job of it was planned to take."""
        jobs = Job.objects.filter(occurrence__series=self).order_by("-pk")
        last = jobs.values_list("duration_minutes", flat=True).first()
        return last or self.category.get_default_duration()

    def last_total(self) -> Any:
        """What the job before cost."""
        priced = self.occurrences.filter(total__isnull=False).order_by("-on")
        return priced.values_list("total", flat=True).first()


def provider_who_took(job: Job) -> Provider | None:
    """Who said yes to the job, if somebody has."""
    taken = WorkSession.objects.filter(job=job).exclude(state=SESSION_CANCELLED)
    session = taken.select_related("provider").order_by("-started_at").first()
    return session.provider if session else None
