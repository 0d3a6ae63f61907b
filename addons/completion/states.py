from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

# What it adds to a job
VERIFIED = State(
    "verified",
    _("Confirmed"),
    Tone.COMPLETED,
    by_override=True,
    final=True,
    when_disabled="completed",
    entered=_("The customer confirms the work, or nobody could reach them"),
)
DISPUTED = State(
    "disputed",
    _("Disputed"),
    Tone.DANGER,
    when_disabled="completed",
    entered=_("The customer told the support that the work is not right"),
)

# A completion request
PENDING = State(
    "pending", _("Waiting for the customer"), Tone.PENDING, entered=_("A provider has finished")
)
ESCALATED = State(
    "escalated", _("Followed up"), Tone.DANGER, entered=_("The customer has not answered in time")
)
APPROVED = State(
    "approved", _("Confirmed"), Tone.COMPLETED, final=True, entered=_("The customer confirms")
)
REJECTED = State(
    "rejected", _("Not right"), Tone.CANCELLED, final=True, entered=_("The customer rejects it")
)
AUTO_APPROVED = State(
    "auto_approved",
    _("Confirmed by itself"),
    Tone.COMPLETED,
    final=True,
    entered=_("The customer could not be reached"),
)

OPEN = (PENDING, ESCALATED)


class Method(models.TextChoices):
    """How somebody tried to reach the customer."""

    CALL = "call", _("Call")
    SMS = "sms", _("Text message")
    EMAIL = "email", _("E-mail")
    IN_APP = "in_app", _("Message in the app")


class Outcome(models.TextChoices):
    """How a follow-up ends."""

    CUSTOMER_CONFIRMED = "customer_confirmed", _("The customer confirmed")
    CUSTOMER_DISPUTED = "customer_disputed", _("The customer says it is not right")
    UNREACHABLE = "unreachable", _("The customer could not be reached")
    AUTO_COMPLETED = "auto_completed", _("Completed without an answer")


# Those by which the work counts as confirmed.
CONFIRMING = (Outcome.CUSTOMER_CONFIRMED, Outcome.UNREACHABLE, Outcome.AUTO_COMPLETED)


class Settled(models.TextChoices):
    """How a dispute is settled."""

    VERIFIED = "verified", _("The work counts as done")
    IN_PROGRESS = "in_progress", _("The provider has to put it right")
    CANCELLED = "cancelled", _("The job is cancelled and the money goes back")
