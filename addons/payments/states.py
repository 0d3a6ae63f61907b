from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

CREATED = State("created", _("Being prepared"), Tone.PENDING, entered=_("Somebody wants to pay"))
PENDING = State(
    "pending", _("Waiting for payment"), Tone.PROGRESS, entered=_("The payment page is ready")
)
SUCCEEDED = State("succeeded", _("Paid"), Tone.COMPLETED, entered=_("The money has come in"))
PARTLY_REFUNDED = State(
    "partly_refunded",
    _("Partly refunded"),
    Tone.ASSIGNED,
    entered=_("Part of it goes back to the card"),
)
REFUNDED = State(
    "refunded", _("Refunded"), Tone.ASSIGNED, final=True, entered=_("All of it goes back")
)
FAILED = State(
    "failed", _("Failed"), Tone.DANGER, final=True, entered=_("The bank or the gateway says no")
)
CANCELLED = State(
    "cancelled",
    _("Cancelled"),
    Tone.CANCELLED,
    final=True,
    entered=_("The payer gives up, or the time to pay is over"),
)

# A repayment's: the gateway has not said yes yet, has said yes, the money is on its way, or is not.
ASKED = State("asked", _("To be sent"), Tone.PENDING, entered=_("Money is to go back to a card"))
SENT = State("sent", _("On its way"), Tone.PROGRESS, entered=_("The gateway has taken it"))
DONE = State("done", _("Arrived"), Tone.COMPLETED, entered=_("The gateway has paid it out"))
REFUSED = State(
    "refused",
    _("Refused"),
    Tone.DANGER,
    final=True,
    entered=_("The gateway or the bank says no; the money is in the wallet again"),
)
