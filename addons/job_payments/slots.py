"""Two ways to pay, why a job waits for its money, and what is said before cancelling."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.faults import FAULTS
from addons.base.points import advises
from addons.jobs.flow import JobFlow
from addons.jobs.points import (
    DEMO_PAYERS,
    HOLDS_BACK,
    PAYMENT_METHODS,
    Obstacle,
    PaymentMethod,
)
from addons.ledger.points import TRANSFER_KINDS, wallet_of
from addons.payments.points import top_up_url

from .conditions import settlement_of
from .kinds import CARD, CASH, JOB_PAYMENT, LATE_FEE, WALLET
from .playing import BY_CARD, FROM_WALLET, IN_CASH
from .words import cancelling_now, explain_card, explain_wallet

if TYPE_CHECKING:
    from addons.base.workflow import Actor
    from addons.jobs.models import Job


def too_little(customer: Any, total: Decimal) -> Obstacle | None:
    """How much is missing in the wallet, and the page where it can be topped up."""
    available = wallet_of(customer).available
    missing = total - available
    if missing <= 0:
        return None
    text = gettext("There is %(available)s in the wallet; %(missing)s is missing.")
    words = {"available": money.display(available), "missing": money.display(missing)}
    return Obstacle(
        code="insufficient_funds",
        message=text % words,
        missing=missing,
        url=top_up_url(missing=missing),
        label=_("Top up"),
    )


def page_to_pay(job: Job) -> str:
    """The page where the card payment is made, on whichever address this site was reached."""
    settlement = settlement_of(job)
    payment = settlement.payment if settlement is not None else None
    return urlsplit(payment.pay_url).path if payment is not None else ""


def waits_for_its_money(job: Job) -> bool:
    return job.payment_method == CARD and job.total > 0


PAYMENT_METHODS.register(
    WALLET,
    PaymentMethod(
        label=_("Wallet"),
        icon="wallet2",
        explain=explain_wallet,
        total=_("Total, from the wallet"),
        offer_note=_("paid from the wallet"),
        why_not=too_little,
        # Better that somebody comes and is paid at the door than that nobody comes.
        instead=CASH,
        order=10,
    ),
)
PAYMENT_METHODS.register(
    CARD,
    PaymentMethod(
        label=_("Card"),
        icon="credit-card",
        explain=explain_card,
        total=_("Total, by card"),
        offer_note=_("paid by card"),
        after=page_to_pay,
        order=20,
    ),
)
HOLDS_BACK.register(waits_for_its_money)

TRANSFER_KINDS.register(JOB_PAYMENT, _("Job paid"))
TRANSFER_KINDS.register(LATE_FEE, _("Fee for a late cancellation"))

for key, payer in ((CASH, IN_CASH), (WALLET, FROM_WALLET), (CARD, BY_CARD)):
    DEMO_PAYERS.register(key, payer)

FAULTS.register(
    "job_payments:card-paid", "The card's money is in the wallet, not kept for the job."
)
FAULTS.register("job_payments:settled", "What was reserved is passed on and billed, not committed.")
FAULTS.register("job_payments:unwound", "What was reserved is free or on its way, not committed.")
FAULTS.register("job_payments:cash-taken", "The cash is in the books, not committed.")


@advises(JobFlow.cancel)
def say_what_cancelling_costs(job: Job, actor: Actor) -> str | None:
    settlement = settlement_of(job)
    return cancelling_now(settlement, actor) or None if settlement is not None else None
