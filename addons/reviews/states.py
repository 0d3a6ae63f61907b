from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

# A review
PUBLISHED = State(
    "published", _("Published"), Tone.COMPLETED, entered=_("A customer reviews a finished job")
)
HIDDEN = State("hidden", _("Hidden"), Tone.CANCELLED, entered=_("You hide it, with a reason"))

# That the customer was asked for one
ASKED = State("asked", _("Asked"), Tone.PENDING)
REMINDED = State("reminded", _("Reminded"), Tone.NEUTRAL)
REVIEWED = State("reviewed", _("Reviewed"), Tone.COMPLETED, final=True)
