from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from addons.base.workflow import State, Tone

PREPARED = State(
    "prepared",
    _("Prepared"),
    Tone.PENDING,
    entered=_("The weekly schedule prepares one, or finance does by hand"),
)
CHECKED = State(
    "checked",
    _("Approved by one"),
    Tone.PENDING,
    entered=_("One person has approved it and a second one has to"),
)
APPROVED = State(
    "approved",
    _("Approved"),
    Tone.PROGRESS,
    entered=_("It is approved: the money is set aside and the bank file can be made"),
)
PAID = State("paid", _("Paid"), Tone.COMPLETED, final=True, entered=_("The bank has paid it"))
DISCARDED = State(
    "discarded", _("Discarded"), Tone.CANCELLED, final=True, entered=_("Finance gives it up")
)

IN_USE = State("in_use", _("In use"), Tone.COMPLETED, entered=_("A provider gives it"))
REMOVED = State("removed", _("Removed"), Tone.CANCELLED, entered=_("The provider takes it out"))


class Outcome(models.TextChoices):
    """What becomes of one provider's line in a run."""

    DUE = "due", _("To be paid")
    HELD = "held", _("Set aside")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Failed")
    LEFT_OUT = "left_out", _("Left out")
    FREED = "freed", _("Not paid")


class Why(models.TextChoices):
    """Why a provider who has earned something is left out."""

    NO_BANK_ACCOUNT = "no_bank_account", _("They have given no bank account.")
    BELOW_MINIMUM = "below_minimum", _("It is less than the smallest payout.")
    CASH_IN_HAND = "cash_in_hand", _("They hold more cash of the house than they have earned.")
    ELSEWHERE = "elsewhere", _("All of it is set aside already, in another run or for a refund.")
    SHRUNK = "shrunk", _("Less is there than when the run was prepared. The next run pays it.")
    OTHER_ACCOUNT = (
        "other_account",
        _("Their bank account was changed or removed after the run was prepared."),
    )
