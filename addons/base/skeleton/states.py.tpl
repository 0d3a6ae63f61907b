from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

OPEN = State("open", _("Open"), Tone.PENDING, by_override=True)
DONE = State("done", _("Done"), Tone.COMPLETED, by_override=True, final=True)
LAPSED = State("lapsed", _("Lapsed"), Tone.CANCELLED, final=True)
