from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

RUNNING = State(
    "running", _("Running"), Tone.PROGRESS, entered=_("A customer lets a booking repeat")
)
PAUSED = State("paused", _("Paused"), Tone.PENDING, entered=_("The customer or you pause it"))
ENDED = State(
    "ended",
    _("Ended"),
    Tone.COMPLETED,
    by_override=True,
    final=True,
    entered=_("The last date has passed, or somebody ends it"),
)
