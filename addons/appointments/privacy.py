"""What is kept of the two sides of an appointment, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import AppointmentFlow
from .models import Appointment

PRIVACY = System("privacy")
LABEL = "appointments.Appointment"


def appointments_of(user: Any) -> Iterator[dict[str, Any]]:
    for each in Appointment.objects.of_person(user).with_people().order_by("pk"):
        is_customer = each.customer_id == user.pk
        yield {
            "number": str(each),
            "state": each.state,
            "about": each.category.name,
            "with": each.provider.display_name if is_customer else None,
            "starts_at": each.starts_at,
            "minutes": each.minutes,
            "note": each.note if is_customer else None,
            "created_at": each.created_at,
        }


def forget_appointments(user: Any) -> None:
    """What is ahead is called off; what the customer wanted to talk about is said no more."""
    mine = Appointment.objects.of_person(user)
    for each in mine.booked():
        data = {"reason": _("The other side has left.")}
        perform(each, AppointmentFlow.cancel, actor=PRIVACY, data=data, via=Door.COMMAND)
    for each in mine.of_customer(user):
        perform(each, AppointmentFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        each.history.all().update(note="")
        erase_stream(each)


PERSONAL.register(LABEL, Personal(LABEL, appointments_of, forget_appointments))
