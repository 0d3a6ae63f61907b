from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

CLAIMED = State("claimed", _("Under warranty"), Tone.PENDING, when_disabled="completed")
