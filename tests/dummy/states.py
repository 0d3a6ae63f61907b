from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

PACKED = State("packed", _("Packed"), Tone.PENDING, by_override=True)
SENT = State("sent", _("Sent"), Tone.PROGRESS, by_override=True)
DELIVERED = State("delivered", _("Delivered"), Tone.COMPLETED, final=True)
RETURNED = State("returned", _("Returned"), Tone.CANCELLED, final=True)

BLANK = State("blank", _("Blank"), Tone.PENDING)
SIGNED = State("signed", _("Signed"), Tone.COMPLETED, final=True)
