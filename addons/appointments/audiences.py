"""Who is told of what happens to an appointment. Nobody is written to about what they did."""

from __future__ import annotations

from collections.abc import Iterable

from addons.base.models import Event

from .models import Appointment


def appointment_of(event: Event) -> Appointment:
    found: Appointment = Appointment.objects.with_people().get(pk=event.record_id)
    return found


def customer_of(event: Event) -> Iterable[int]:
    return {appointment_of(event).customer_id} - {event.actor_id}


def consultant_of(event: Event) -> Iterable[int]:
    return {appointment_of(event).provider.user_id} - {event.actor_id}


def both_sides(event: Event) -> Iterable[int]:
    return appointment_of(event).parties - {event.actor_id}
