"""Who finds what of an appointment: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from addons.appointments.models import Appointment
from addons.base import clock
from addons.base.testing.access import SIGNED_IN, Cells, console_of, rest_of
from addons.base.workflow import Door
from addons.base.workflow.doors import create


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    # The provider talks by the minute since the things of consultations were made.
    at = (clock.now() + timedelta(days=6)).replace(hour=9, minute=0, second=0, microsecond=0)
    data = {"provider": made["provider"].pk, "starts_at": at.isoformat(), "minutes": 30}
    return {"appointment": create(Appointment, actor=people["customer"], data=data, via=Door.REST)}


STEPS_IN = {"administrator", "support_agent", "support_manager"}
SIDES = {"customer", "provider"}
APPOINTMENT = Cells("appointment", {*SIDES, *STEPS_IN})

PAGES = {
    **rest_of("appointments", APPOINTMENT),
    "appointments/<int:pk>/": APPOINTMENT,
    "appointments/<int:pk>/do/move/": replace(APPOINTMENT, finds={"customer", *STEPS_IN}),
    "appointments/<int:pk>/do/<slug:transition>/": replace(
        APPOINTMENT, given={"transition": "cancel"}
    ),
    "appointments/<int:pk>/part/<slug:part>/": replace(APPOINTMENT, given={"part": "status"}),
    "appointments/with/<int:pk>/": Cells("provider", SIGNED_IN),
    **console_of(
        "appointments/appointment",
        Cells("appointment", STEPS_IN, given={"state": "booked", "transition": "cancel"}),
        acts=STEPS_IN,
    ),
}
TOPICS = {"appointments.appointment": APPOINTMENT}
