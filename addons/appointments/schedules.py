"""What time does to appointments: both are reminded, it begins, or it lapses with the reason."""

from __future__ import annotations

import logging

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.points import scheduled
from addons.base.workflow import Conflict, Door, DoorError, NotFound, System
from addons.base.workflow.bulk import perform_many
from addons.base.workflow.declare import Body
from addons.base.workflow.doors import perform
from addons.base.workflow.unit import is_retryable

from .flow import AppointmentFlow
from .models import Appointment
from .states import Obstacle

BEGINS = System("appointments.begin_due")
REMINDS = System("appointments.remind_both")

logger = logging.getLogger(__name__)


@scheduled(every=60, summary=_("Begins appointments whose time has come, or lets them lapse."))
def begin_due() -> int:
    return sum(handle(appointment) for appointment in Appointment.objects.due().with_people())


@scheduled(every=60, summary=_("Reminds both sides of an appointment, once."))
def remind_both() -> int:
    due, transition = Appointment.objects.to_remind(), AppointmentFlow.remind
    return perform_many(due, transition, actor=REMINDS, via=Door.SCHEDULE).done


def handle(appointment: Appointment) -> int:
    """Whether something was done with it. One that fails holds up nobody else."""
    try:
        return step(appointment)
    except DoorError as late:
        # Another sweep has handled it, or somebody has moved or cancelled it.
        logger.info("%s: left as it is: %s", appointment.topic, late)
    except OperationalError as error:
        level = logging.INFO if is_retryable(error) else logging.ERROR
        logger.log(level, "%s: left to the next look", appointment.topic, exc_info=error)
    except Exception:
        logger.exception("%s: could not be begun", appointment.topic)
    return 0


def step(appointment: Appointment) -> int:
    """Begin it; say once what is in the way; past its last minute let it go."""
    if clock.now() >= appointment.begins_until:
        act(appointment, AppointmentFlow.lapse)
        return 1
    try:
        act(appointment, AppointmentFlow.begin)
    except (Conflict, NotFound):
        raise
    except DoorError as refusal:
        obstacle = obstacle_of(refusal)
        if obstacle == appointment.obstacle:
            return 0
        act(appointment, AppointmentFlow.delay, obstacle=obstacle.value)
    return 1


def act(appointment: Appointment, transition: Body, **data: str) -> Appointment:
    return perform(appointment, transition, actor=BEGINS, data=data, via=Door.SCHEDULE)


def obstacle_of(refusal: DoorError) -> Obstacle:
    known = set(Obstacle.values)
    return Obstacle(refusal.code) if refusal.code in known else Obstacle.OTHER
