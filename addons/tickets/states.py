from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

OPEN = State("open", _("Open"), Tone.PENDING, entered=_("Somebody asks, and nobody has it yet"))
ASSIGNED = State("assigned", _("Assigned"), Tone.ASSIGNED, entered=_("An agent gets it"))
IN_PROGRESS = State("in_progress", _("In progress"), Tone.PROGRESS, entered=_("Its agent starts"))
WAITING = State("waiting", _("Waiting for the customer"), entered=_("The customer is asked back"))
RESOLVED = State("resolved", _("Resolved"), Tone.COMPLETED, entered=_("Its agent has the answer"))
CLOSED = State(
    "closed",
    _("Closed"),
    Tone.CANCELLED,
    by_override=True,
    entered=_("The customer is content, or silent for some days"),
)

# Somebody has to do something about it, or the customer has.
UNDER_WAY = (OPEN, ASSIGNED, IN_PROGRESS, WAITING)
# What an agent has on the desk.
ON_A_DESK = (ASSIGNED, IN_PROGRESS, WAITING)
DONE = (RESOLVED, CLOSED)

# --- of an enquiry ---------------------------------------------------------------------------

UNTAKEN = State("open", _("Waits"), Tone.PENDING, entered=_("Somebody writes, and nobody is free"))
TAKEN = State("assigned", _("Talking"), Tone.PROGRESS, entered=_("An agent gets it"))
ENDED = State(
    "ended", _("Ended"), Tone.COMPLETED, final=True, entered=_("All is said, or it fell silent")
)
IN_TICKET = State(
    "in_ticket",
    _("Goes on in a ticket"),
    Tone.NEUTRAL,
    final=True,
    entered=_("It becomes a ticket, or belongs to one"),
)

GOING_ON = (UNTAKEN, TAKEN)

# --- words of both ---------------------------------------------------------------------------


class Priority(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    URGENT = "urgent", _("Urgent")


class Source(models.TextChoices):
    """The way by which it came."""

    PORTAL = "portal", _("Portal or app")
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    CHAT = "chat", _("Chat")
    SYSTEM = "system", _("By itself")


class Resolution(models.TextChoices):
    SOLVED = "solved", _("Solved")
    WORKAROUND = "workaround", _("A way around it")
    NOT_REPRODUCIBLE = "not_reproducible", _("Could not be found")
    DUPLICATE = "duplicate", _("Asked twice")
    DECLINED = "declined", _("Declined")


class Availability(models.TextChoices):
    AVAILABLE = "available", _("Available")
    BUSY = "busy", _("Busy")
    AWAY = "away", _("Away")


class Target(models.TextChoices):
    """What a clock runs for."""

    FIRST_RESPONSE = "first_response", _("First answer")
    NEXT_RESPONSE = "next_response", _("Next answer")
    RESOLUTION = "resolution", _("Resolution")


class Link(models.TextChoices):
    RELATED = "related", _("Has to do with")
    DUPLICATE = "duplicate", _("Is the same as")
    FOLLOW_UP = "follow_up", _("Follows from")
    SPLIT = "split", _("Split from")
