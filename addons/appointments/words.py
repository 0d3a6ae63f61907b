"""What each side can do about what is in the way."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from addons.base.workflow.states import Text

from .states import Obstacle

TRY_AGAIN: Final = _("We try again each minute; you need to do nothing.")
# While it is tried, by side.
NOW: Final[dict[tuple[str, str], Text]] = {
    ("customer", Obstacle.MONEY): _("Add money to your wallet now: we try again each minute."),
    ("customer", Obstacle.PRICE): _("See the new price, and ask them yourself if it suits you."),
    ("customer", Obstacle.GONE): _("Choose another consultant."),
    ("provider", Obstacle.MONEY): _(
        "We have asked the customer to add money and try again each minute."
    ),
    ("provider", Obstacle.BUSY): _("Go on duty, or finish what you are at: the customer waits."),
    ("provider", Obstacle.PRICE): _("The customer is told the new price and may ask you."),
    ("provider", Obstacle.GONE): _("Set your price per minute again, or cancel with a reason."),
}
TIME_IS_FREE: Final = _("Nothing was charged, and your time is free again.")
BOOK_AGAIN: Final = _("Nothing was charged. Book another time, or ask somebody who is there now.")
# When it is too late, by side.
AFTER: Final[dict[tuple[str, str], Text]] = {
    ("customer", Obstacle.MONEY): _("Nothing was charged. Add money and book another time."),
    ("provider", Obstacle.BUSY): _("Be on duty when your next appointment begins."),
}


def advice_now(obstacle: str, side: str) -> Text:
    return NOW.get((side, obstacle), TRY_AGAIN)


def advice_after(obstacle: str, side: str) -> Text:
    usual = TIME_IS_FREE if side == "provider" else BOOK_AGAIN
    return AFTER.get((side, obstacle), usual)
