"""An appointment as its pages show it to one of the two sides, and the times that can be booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from addons.base import clock
from addons.base.models import Event
from addons.base.policies import policy
from addons.consultations.models import Consultation
from addons.consultations.points import least_to_begin
from addons.ledger.points import wallet_of
from addons.payments.points import top_up_url
from addons.providers.models import QUARTER, Provider, ProviderService
from addons.providers.points import card_of

from .flow import AppointmentFlow
from .models import Appointment, AppointmentsPolicy
from .states import LAPSED
from .words import advice_after, advice_now

DAY: Final = timedelta(days=1)
# Until which hour each part of the day goes.
PARTS: Final = (
    (6, gettext_lazy("Night")),
    (12, gettext_lazy("Morning")),
    (17, gettext_lazy("Afternoon")),
    (24, gettext_lazy("Evening")),
)


@dataclass
class ShownAppointment:
    """The appointment through the eyes of one reader."""

    appointment: Appointment
    reader: Any

    @property
    def side(self) -> str:
        return self.appointment.side_of(self.reader)

    @property
    def is_customer(self) -> bool:
        return self.side == "customer"

    @property
    def is_consultant(self) -> bool:
        return self.side == "provider"

    @property
    def other_name(self) -> str:
        if self.is_consultant:
            return self.appointment.customer.get_full_name()
        return self.appointment.provider.display_name

    @property
    def photo(self) -> str:
        if self.is_consultant:
            return ""
        return str(card_of(self.appointment.provider, self.appointment.category)["photo"])

    @property
    def obstacle(self) -> str:
        """What is, or was, in the way."""
        return self.appointment.get_obstacle_display() if self.appointment.obstacle else ""

    @property
    def advice(self) -> str:
        find = advice_after if self.appointment.state == LAPSED.key else advice_now
        return str(find(self.appointment.obstacle, self.side))

    @property
    def reason(self) -> str:
        """What was said when it was called off."""
        called_off = AppointmentFlow.cancel.__name__
        said = Event.objects.of(self.appointment).filter(transition=called_off).order_by("sequence")
        return said.values_list("reason", flat=True).last() or ""

    @cached_property
    def talk(self) -> Consultation | None:
        """The consultation it became, if the reader may see it."""
        talk = self.appointment.consultation
        if talk is None:
            return None
        found: Consultation | None = (
            Consultation.objects.visible_to(self.reader).filter(pk=talk.pk).first()
        )
        return found

    @property
    def local_there(self) -> str:
        """The consultant's own wall clock, where it shows something else."""
        zone = self.appointment.provider.zone
        there = self.appointment.starts_at.astimezone(zone)
        here = timezone.localtime(self.appointment.starts_at)
        if there.utcoffset() == here.utcoffset():
            return ""
        return f"{there:%H:%M} ({zone.key})"

    @property
    def most(self) -> Decimal:
        """What it can come to at most."""
        return self.appointment.price_per_minute * self.appointment.minutes

    @cached_property
    def missing(self) -> Decimal:
        """How much the customer's wallet lacks for the first minutes, as things are."""
        if not self.is_customer or not self.appointment.is_booked:
            return Decimal(0)
        services = self.appointment.provider.services
        service = services.filter(category=self.appointment.category_id).first()
        return missing_for(self.reader, self.appointment.provider, service)

    @property
    def top_up(self) -> str:
        return top_up_url(missing=self.missing, back=self.appointment.get_absolute_url())


def missing_for(reader: Any, provider: Provider, service: ProviderService | None) -> Decimal:
    if service is None:
        return Decimal(0)
    return max(least_to_begin(provider, service) - wallet_of(reader).available, Decimal(0))


# --- times that can be booked ------------------------------------------------------------------


@dataclass
class Calendar:
    """The free times of one day of the reader's, and the days there are."""

    provider: Provider
    minutes: int
    asked_day: str = ""
    wanted: datetime | None = None

    @cached_property
    def today(self) -> date:
        return timezone.localdate(clock.now())

    @property
    def last(self) -> datetime:
        return clock.now() + timedelta(days=policy(AppointmentsPolicy).days_ahead)

    @property
    def days(self) -> list[date]:
        number = (timezone.localdate(self.last) - self.today).days
        return [self.today + n * DAY for n in range(number + 1)]

    @cached_property
    def day(self) -> date:
        usual = timezone.localdate(self.wanted) if self.wanted else self.today
        try:
            asked = parse_date(self.asked_day) or usual
        except ValueError:
            asked = usual  # no calendar has it
        return min(max(asked, self.today), self.days[-1])

    @cached_property
    def free(self) -> list[datetime]:
        """By the reader's clock: the consultant's day may begin at another time."""
        begin = timezone.make_aware(datetime.combine(self.day, time()))
        end = timezone.make_aware(datetime.combine(self.day + DAY, time()))
        first = begin.astimezone(self.provider.zone).date()
        last = (end - timedelta(microseconds=1)).astimezone(self.provider.zone).date()
        found = set(self.provider.free_starts(first, minutes=self.minutes))
        if last != first:
            found |= set(self.provider.free_starts(last, minutes=self.minutes))
        return sorted(at for at in found if begin <= at < end and at <= self.last)

    @property
    def parts(self) -> list[dict[str, Any]]:
        """The free times as chips, by part of the day."""
        shown = self.shown_times()
        found, from_hour = [], 0
        for until, label in PARTS:
            chips = [
                {
                    "label": f"{timezone.localtime(at):%H:%M}",
                    "name": "starts_at",
                    "value": at.isoformat(),
                    "first": at == shown[0],
                    "chosen": at == self.wanted,
                }
                for at in shown
                if from_hour <= timezone.localtime(at).hour < until
            ]
            if chips:
                found.append({"label": label, "slots": chips})
            from_hour = until
        return found

    def shown_times(self) -> list[datetime]:
        """Half hours, each first one after what is taken, and the one that was asked for."""
        free = set(self.free)
        return [
            at
            for at in self.free
            if self.minutes == 15
            or at.minute % 30 == 0
            or at - QUARTER not in free
            or at == self.wanted
        ]

    @property
    def zone_note(self) -> str:
        """Whose clock this is, where the two differ."""
        here, there = timezone.get_current_timezone_name(), self.provider.zone.key
        if here == there:
            return ""
        words = {"here": here, "there": there}
        return _("Times are by your clock (%(here)s); theirs is %(there)s.") % words


def moment_of(text: str) -> datetime | None:
    """A moment from an address or a form; none from what is no moment."""
    try:
        at = parse_datetime(text)
    except ValueError:
        return None
    return at if at is not None and timezone.is_aware(at) else None
