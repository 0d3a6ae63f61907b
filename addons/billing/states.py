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

REQUESTED = State(
    "requested",
    _("Waits for approval"),
    Tone.PENDING,
    entered=_("Somebody asks for more than they may refund alone"),
)
REFUNDED = State(
    "refunded", _("Refunded"), Tone.COMPLETED, final=True, entered=_("The money was given back")
)
DECLINED = State(
    "declined", _("Declined"), Tone.CANCELLED, final=True, entered=_("A second person says no")
)
