from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

OPEN = State("open", _("Open"), Tone.PROGRESS, entered=_("Somebody opens the conversation"))
READ_ONLY = State("read_only", _("Read-only"), Tone.NEUTRAL, entered=_("Its work has ended"))
EXPIRED = State(
    "expired", _("Expired"), Tone.CANCELLED, final=True, entered=_("Its time to be read is over")
)
