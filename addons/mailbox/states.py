from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

RECEIVED = State("received", _("Received"), Tone.PENDING, entered=_("A mail server handed it over"))
HELD = State("held", _("Waits for a look"), Tone.ASSIGNED, entered=_("We do not know whose it is"))
TAKEN = State(
    "taken", _("Taken"), Tone.COMPLETED, final=True, entered=_("It stands where it belongs")
)
DROPPED = State(
    "dropped", _("Left"), Tone.CANCELLED, by_override=True, entered=_("Nobody has to answer it")
)
FAILED = State("failed", _("Failed"), Tone.DANGER, entered=_("It could not be taken"))

SETTLED = (TAKEN, DROPPED)


class Reason(models.TextChoices):
    """Why a mail did not simply become a message."""

    AUTOMATIC = "automatic", _("A machine's answer")
    LOOP = "loop", _("One of our own mails came back")
    TOO_MANY = "too_many", _("Too many from this sender")
    STRANGER = "stranger", _("Nobody we know")
    OTHER_ADDRESS = "other_address", _("From another address than the customer's")
    COLLEAGUE = "colleague", _("From somebody who works here")
    GONE = "gone", _("Their account is closed")
    EMPTY = "empty", _("There is nothing in it")
    NO_REPORT = "no_report", _("No report of a mail that came back")
    BY_HAND = "by_hand", _("Somebody here decided so")
    REFUSED = "refused", _("The ticket did not take it")
    BROKEN = "broken", _("It could not be read, or something went wrong")
    LATE = "late", _("Nobody came to take it")


class Stranger(models.TextChoices):
    """What becomes of a mail from an address that nobody has."""

    HOLD = "hold", _("Keep it until somebody here has looked at it")
    TAKE = "take", _("Make it a ticket, and its sender a customer")
    DROP = "drop", _("Leave it")
