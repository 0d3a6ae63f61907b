"""Whether an appointment allows a transition now, each with the reason that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import condition

if TYPE_CHECKING:
    from .models import Appointment


@condition("not_due", _("Its time has not come, or has passed."))
def is_due(appointment: Appointment, actor: Any) -> bool:
    return appointment.starts_at <= clock.now() < appointment.begins_until


@condition("not_overdue", _("It can still begin."))
def is_overdue(appointment: Appointment, actor: Any) -> bool:
    return clock.now() >= appointment.begins_until


@condition("reminded", _("Both have been reminded already."))
def is_not_reminded(appointment: Appointment, actor: Any) -> bool:
    return appointment.reminded_at is None
