from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

APPLIED = State("applied", _("Applied"), Tone.PENDING, entered=_("Somebody applies"))
VERIFIED = State("verified", _("Verified"), Tone.COMPLETED, entered=_("You verify a provider"))
SUSPENDED = State("suspended", _("Suspended"), Tone.DANGER, entered=_("You suspend a provider"))


class Duty(TextChoices):
    """The switch of a verified provider. `busy` is set by work, the others by hand."""

    ON_DUTY = "on_duty", _("On duty")
    BUSY = "busy", _("Busy")
    OFF_DUTY = "off_duty", _("Off duty")
