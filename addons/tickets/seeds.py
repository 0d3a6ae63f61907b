"""What a desk begins with. Never touched again once somebody has set up their own."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from addons.base.points import SEEDS

from .models import ServiceCalendar, ServicePolicy, Team, TicketCategory
from .states import Priority

HOUR = 60
# First answer, each next one, resolution, in minutes; the urgent ones count round the clock.
PROMISES = {
    Priority.URGENT: (30, HOUR, 8 * HOUR),
    Priority.HIGH: (HOUR, 2 * HOUR, 24 * HOUR),
    Priority.MEDIUM: (4 * HOUR, 8 * HOUR, 27 * HOUR),
    Priority.LOW: (9 * HOUR, 18 * HOUR, 45 * HOUR),
}
ROUND_THE_CLOCK = {Priority.URGENT, Priority.HIGH}


def seed_desk() -> None:
    if not Team.objects.exists():
        Team.objects.create(name=_("Support"), order=10)
    if not TicketCategory.objects.exists():
        categories = {
            "account": _("Account"),
            "booking": _("Booking"),
            "payment": _("Payment"),
            "technical": _("Technical"),
            "billing": _("Invoice"),
            "complaint": _("Complaint"),
            "other": _("Something else"),
        }
        for place, (slug, name) in enumerate(categories.items(), 1):
            TicketCategory.objects.create(slug=slug, name=name, order=10 * place)
    if not ServicePolicy.objects.exists():
        seed_promises()


def seed_promises() -> None:
    office, _is_new = ServiceCalendar.objects.get_or_create(
        name=_("Office hours"),
        defaults={"time_zone": settings.TIME_ZONE, "hours": "mon-sat 09:00-18:00"},
    )
    for priority, (first, following, resolution) in PROMISES.items():
        ServicePolicy.objects.create(
            name=str(priority.label),
            priority=priority,
            calendar=None if priority in ROUND_THE_CLOCK else office,
            first_response=first,
            next_response=following,
            resolution=resolution,
            escalates=priority in ROUND_THE_CLOCK,
        )


SEEDS.register("tickets.desk", seed_desk)
