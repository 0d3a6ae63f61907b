from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

REQUESTED = State(
    "requested", _("Waiting for an answer"), Tone.PENDING, entered=_("A customer asks to talk")
)
ACCEPTED = State(
    "accepted", _("About to begin"), Tone.ASSIGNED, entered=_("The consultant says yes")
)
ACTIVE = State("active", _("Talking"), Tone.PROGRESS, entered=_("Both are there"))
ENDED = State("ended", _("Ended"), Tone.COMPLETED, final=True, entered=_("One of them ends it"))
DECLINED = State(
    "declined", _("Declined"), Tone.CANCELLED, final=True, entered=_("The consultant says no")
)
MISSED = State(
    "missed", _("Missed"), Tone.CANCELLED, final=True, entered=_("Nobody answers or comes in time")
)
WITHDRAWN = State(
    "withdrawn",
    _("Withdrawn"),
    Tone.CANCELLED,
    final=True,
    entered=_("The customer changes their mind"),
)

# Those that bind a customer to a consultant, and those that bind the consultant.
OPEN = (REQUESTED, ACCEPTED, ACTIVE)
BINDING = (ACCEPTED, ACTIVE)


class EndReason(TextChoices):
    """Why a talk ended. It follows from who or what ended it; nobody chooses it."""

    USER_REQUESTED = "user_requested", _("The customer ended it")
    INSUFFICIENT_BALANCE = "insufficient_balance", _("The money was used up")
    USER_DISCONNECTED = "user_disconnected", _("The customer lost the connection")
    PROVIDER_ENDED = "provider_ended", _("The consultant ended it")
    PROVIDER_DISCONNECTED = "provider_disconnected", _("The consultant lost the connection")
    STAFF_ENDED = "staff_ended", _("Our staff ended it")
    SCHEDULED_END = "scheduled_end", _("The time set for its end came")
    MAX_LENGTH = "max_length", _("It reached the longest time that is allowed")
    SYSTEM_ERROR = "system_error", _("Our service failed")


class PartySide(TextChoices):
    CUSTOMER = "customer", _("Customer")
    PROVIDER = "provider", _("Consultant")
