"""Appointments brought somewhere through the doors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from addons.appointments.flow import AppointmentFlow
from addons.appointments.models import Appointment
from addons.appointments.schedules import begin_due
from addons.base import clock
from addons.base.events.verify import breaks
from addons.base.points import CHECKS
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform


def in_days(days: float = 2, *, hour: int = 10, minute: int = 0) -> datetime:
    """That many days from now, at ten in the morning in UTC."""
    at = clock.now() + timedelta(days=days)
    return at.replace(hour=hour, minute=minute, second=0, microsecond=0)


def book(customer: Any, provider: Any, at: datetime | None = None, **more: Any) -> Appointment:
    data = {"provider": provider.pk, "starts_at": (at or in_days()).isoformat(), "minutes": 30}
    return create(Appointment, actor=customer, data=data | more, via=Door.REST)


def do(appointment: Appointment, transition: Any, actor: Any, **data: Any) -> Appointment:
    return perform(appointment, transition, actor=actor, data=data, via=Door.PORTAL)


def move(appointment: Appointment, actor: Any, at: datetime) -> Appointment:
    return do(appointment, AppointmentFlow.move, actor, starts_at=at.isoformat())


def cancel(appointment: Appointment, actor: Any, reason: str = "") -> Appointment:
    return do(appointment, AppointmentFlow.cancel, actor, reason=reason)


@contextmanager
def at_start(appointment: Appointment, **after: float) -> Iterator[datetime]:
    """So long after it was to begin."""
    with clock.at(appointment.starts_at + timedelta(**after)):
        yield clock.now()


def sweep(appointment: Appointment, **after: float) -> Appointment:
    """The appointment after a sweep so long after it was to begin."""
    with at_start(appointment, **after):
        begin_due()
    return now(appointment)


def now(appointment: Appointment) -> Appointment:
    return Appointment.objects.with_people().get(pk=appointment.pk)


def assert_sound() -> None:
    """Chains, and all that appointments promise."""
    assert list(breaks()) == []
    for name, check in CHECKS.items():
        if name.startswith("appointments."):
            assert list(check()) == [], name
