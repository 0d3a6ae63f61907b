from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

# A job
PENDING = State("pending", _("Looking for a provider"), Tone.PENDING, entered=_("New bookings"))
ASSIGNED = State(
    "assigned", _("Assigned"), Tone.ASSIGNED, entered=_("A provider accepts, or you assign one")
)
IN_PROGRESS = State(
    "in_progress", _("Work in progress"), Tone.PROGRESS, entered=_("The provider starts")
)
COMPLETED = State(
    "completed",
    _("Completed"),
    Tone.COMPLETED,
    by_override=True,
    final=True,
    entered=_("Either side finishes"),
)
CANCELLED = State(
    "cancelled",
    _("Cancelled"),
    Tone.CANCELLED,
    by_override=True,
    final=True,
    entered=_("The customer or you cancel"),
)

# An offer
OPEN = State("open", _("Waiting for an answer"), Tone.PENDING)
ACCEPTED = State("accepted", _("Accepted"), Tone.COMPLETED)
REJECTED = State("rejected", _("Rejected"), Tone.CANCELLED, final=True)
EXPIRED = State("expired", _("Not answered in time"), Tone.CANCELLED, final=True)
WITHDRAWN = State("withdrawn", _("Withdrawn"), Tone.CANCELLED, final=True)

# A work session; it shares its last two words with the job
ACTIVE = State("active", _("Active"), Tone.PROGRESS)
SESSION_COMPLETED = State("completed", _("Completed"), Tone.COMPLETED, final=True)
SESSION_CANCELLED = State("cancelled", _("Cancelled"), Tone.CANCELLED, final=True)
