from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sharing(models.TextChoices):
    """Who finds a prepared text or a macro."""

    PRIVATE = "private", _("Only me")
    TEAM = "team", _("A team")
    EVERYBODY = "everybody", _("Everybody at the desk")


class Outcome(models.TextChoices):
    """What became of a reply that was held for a moment."""

    WAITING = "waiting", _("Goes out in a moment")
    SENT = "sent", _("Sent")
    TAKEN_BACK = "taken_back", _("Taken back")
    REFUSED = "refused", _("Not sent")


class Kind(models.TextChoices):
    """What one step of a macro does."""

    REPLY = "reply", _("Reply")
    NOTE = "note", _("Internal note")
    TAGS = "tags", _("Add tags")
    TRANSITION = "transition", _("Do")


class After(models.TextChoices):
    """Where somebody goes on who has sent a reply."""

    NEXT = "next", _("Go to the next one")
    STAY = "stay", _("Stay here")
