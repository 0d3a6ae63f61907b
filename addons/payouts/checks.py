"""What always holds of payouts: each line and its money say the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from addons.base.points import verifies
from addons.ledger.states import HoldState

from .models import PayoutLine
from .states import Outcome

# The states of the hold that fit the outcome; a failed one may have been paid before.
FITTING: Final[dict[Outcome, set[str | None]]] = {
    Outcome.DUE: {None},
    Outcome.LEFT_OUT: {None},
    Outcome.HELD: {HoldState.HELD},
    Outcome.PAID: {HoldState.CAPTURED},
    Outcome.FAILED: {HoldState.RELEASED, HoldState.CAPTURED},
    Outcome.FREED: {None, HoldState.RELEASED},
}


@verifies
def payouts_are_what_the_books_say() -> Iterator[str]:
    """A paid line has taken its money once, one that failed or was freed none."""
    lines = PayoutLine.objects.select_related("hold__transfer__reversed_by").order_by("pk")
    for line in lines.iterator(chunk_size=500):
        hold = line.hold
        state = hold.state if hold else None
        if state not in FITTING[Outcome(line.outcome)]:
            yield f"payout {line.pk} ({line.key}) is {line.outcome}, its hold {state}"
        elif line.outcome == Outcome.PAID and hold:
            if not line.amount <= hold.captured <= line.earned:
                yield f"payout {line.pk} ({line.key}) took {hold.captured} of {line.earned}"
            if hasattr(hold.transfer, "reversed_by"):
                yield f"payout {line.pk} ({line.key}) is paid and taken back"
        elif line.outcome == Outcome.FAILED and not is_back(line):
            yield f"payout {line.pk} ({line.key}) has failed, but its money is gone"


def is_back(line: PayoutLine) -> bool:
    """Whether what a failed line took, if anything, was taken back."""
    hold = line.hold
    return hold is None or hold.captured == 0 or hasattr(hold.transfer, "reversed_by")
