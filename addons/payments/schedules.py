"""What time does: gateways that were silent are asked again, late payments are cancelled."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.points import scheduled
from addons.base.workflow import Door

from .asking import cancel_late, is_over, look_at, open_page, send_back
from .models import Payment, Repayment
from .states import CREATED

# One run has a minute; the rest comes in the next.
MOST = 200

logger = logging.getLogger(__name__)


@scheduled(every=60, summary=_("Asks the payment gateway what has become of payments."))
def look_after_payments() -> int:
    due = Payment.objects.due_to_look_at().with_people().order_by("checkout__next_look_at")
    return each(due[:MOST], look_after)


@scheduled(every=60, summary=_("Sends money back to cards where the gateway was silent."))
def look_after_repayments() -> int:
    due = Repayment.objects.due_to_look_at().with_people().order_by("next_look__next_look_at")
    return each(due[:MOST], lambda repayment: send_back(repayment, via=Door.SCHEDULE))


def look_after(payment: Payment) -> None:
    if payment.state != CREATED.key:
        look_at(payment, via=Door.SCHEDULE)
    elif is_over(payment):
        cancel_late(payment, via=Door.SCHEDULE)
    else:
        open_page(payment, via=Door.SCHEDULE)


def each(records: Iterable[Any], handle: Callable[[Any], None]) -> int:
    """Handle each; one that fails holds up none of the others."""
    handled = 0
    for record in records:
        try:
            handle(record)
            handled += 1
        except Exception:
            logger.exception("%s: it could not be looked after", record.topic)
    return handled
