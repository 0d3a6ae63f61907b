from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

ISSUED = State(
    "issued",
    _("Issued"),
    Tone.PENDING,
    entered=_("Work is done and billed; a credit note stays here"),
)
PAID = State("paid", _("Paid"), Tone.COMPLETED, entered=_("All of it has been paid"))
CREDITED = State(
    "credited",
    _("Credited"),
    Tone.CANCELLED,
    final=True,
    entered=_("Credit notes take back all of it"),
)
