from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

BOOKED = State("booked", _("Booked"), Tone.ASSIGNED, entered=_("A customer books a time"))
BEGUN = State(
    "begun",
    _("Begun"),
    Tone.COMPLETED,
    final=True,
    entered=_("Its time comes; the talk is asked for"),
)
LAPSED = State(
    "lapsed", _("Did not begin"), Tone.CANCELLED, final=True, entered=_("It cannot begin in time")
)
CANCELLED = State(
    "cancelled",
    _("Cancelled"),
    Tone.CANCELLED,
    final=True,
    entered=_("One of the two, or you, cancel"),
)


class Obstacle(TextChoices):
    """What kept it from beginning, as whoever reads it is told."""

    MONEY = "insufficient_funds", _("the wallet does not cover the first minutes")
    BUSY = "consultant_busy", _("the consultant is off duty or has other work")
    PRICE = "price_changed", _("the price has gone up since it was booked")
    GONE = "not_offered", _("the consultant does not talk about this any more")
    LATE = "too_late", _("our service could not begin it in time")
    OTHER = "other", _("it was not possible then")
