"""Who may do what with an appointment. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from .querysets import watches


@rules.predicate
def is_customer(user: Any, appointment: Any) -> bool:
    return appointment is not None and appointment.customer_id == user.pk


@rules.predicate
def is_consultant(user: Any, appointment: Any) -> bool:
    return appointment is not None and appointment.provider.user_id == user.pk


rules.add_perm("appointments.book_appointment", rules.is_authenticated)
rules.add_perm("appointments.move_appointment", is_customer | watches)
rules.add_perm("appointments.cancel_appointment", is_customer | is_consultant | watches)
rules.add_perm("appointments.follow_appointment", is_customer | is_consultant | watches)
rules.add_perm("appointments.watch_appointments", watches)
