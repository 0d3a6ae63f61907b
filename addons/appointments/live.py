"""What the other side hears at once; the page itself follows the record's own topic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from addons.base.events.chain import plain
from addons.base.points import tells
from addons.base.workflow.compose import flow_of

from .audiences import appointment_of, both_sides
from .flow import AppointmentFlow
from .models import Appointment

if TYPE_CHECKING:
    from addons.base.models import Event


@tells(
    AppointmentFlow.book,
    AppointmentFlow.move,
    AppointmentFlow.begin,
    AppointmentFlow.delay,
    AppointmentFlow.lapse,
    AppointmentFlow.cancel,
)
def tell_the_other_side(event: Event) -> Iterable[tuple[int, dict[str, Any]]]:
    appointment = appointment_of(event)
    message = {
        "type": "appointment_update",
        "event": flow_of(Appointment).transitions[event.transition].event,
        "appointment_id": appointment.pk,
        "provider_id": appointment.provider_id,
        "provider_name": appointment.provider.display_name,
        "message": sentence(event, appointment),
        "timestamp": plain(event.at),
    }
    for person in both_sides(event):
        yield person, message


def sentence(event: Event, appointment: Appointment) -> str:
    """The message in plain words, in the language of the process's reader."""
    names = {
        "customer": appointment.customer.get_full_name(),
        "consultant": appointment.provider.display_name,
    }
    sentences = {
        "book": _("{customer} has booked a time with you."),
        "move": _("The talk of {customer} and {consultant} is at another time."),
        "begin": _("It is time for the talk of {customer} and {consultant}."),
        "delay": _("The talk of {customer} and {consultant} cannot begin yet."),
        "lapse": _("The talk of {customer} and {consultant} did not begin."),
        "cancel": _("The talk of {customer} and {consultant} is cancelled."),
    }
    return sentences[event.transition].format(**names)
