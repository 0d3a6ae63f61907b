"""What the demo's people do with the money of their jobs; `jobs/demo.py` asks for it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from addons.base.money import round_money
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform
from addons.jobs.points import DemoPayer
from addons.ledger.points import wallet_of
from addons.payments.flow import PaymentFlow
from addons.payments.models import TrialCheckout
from addons.payments.points import ask_for

from .conditions import settlement_of
from .extends.jobs_job import JobMoney

if TYPE_CHECKING:
    from addons.jobs.models import Job
    from addons.payments.models import Payment

GATEWAY = System("payments.gateway")
# People top up by round amounts.
STEP: Final = Decimal(500)
# Every so many-th job in cash is still to be paid.
FORGETS: Final = 15


def nothing_before(customer: Any, total: Decimal) -> None:
    """Nothing has to be done."""


def nothing_after(job: Job) -> None:
    """Nothing has to be done."""


def top_up(customer: Any, total: Decimal) -> None:
    """As much as is missing, in round amounts."""
    missing = total - wallet_of(customer).available
    if missing > 0:
        amount = round_money((missing // STEP + 1) * STEP)
        key = f"demo:{customer.pk}:{wallet_of(customer).balance}:{total}"
        payment = ask_for(customer, amount, key=key, actor=GATEWAY, via=Door.PORTAL)
        arrive(payment)


def pay_the_page(job: Job) -> None:
    settlement = settlement_of(job)
    if settlement is not None and settlement.payment is not None:
        arrive(settlement.payment)


def arrive(payment: Payment) -> None:
    """As if the card had paid at the test gateway, whose books know of it then."""
    charge = f"testpay_demo_{payment.pk}"
    checkout = TrialCheckout.objects.get(reference=payment.checkout.reference)
    checkout.state, checkout.charges = "paid", [charge]
    checkout.save()
    data = {"reference": charge}
    perform(payment, PaymentFlow.succeed, actor=GATEWAY, data=data, via=Door.REST)


def hand_over(job: Job) -> None:
    """The provider writes down the cash; once in a while somebody forgets."""
    settlement = settlement_of(job)
    if settlement is None or settlement.invoice_id is None:
        return  # nothing of it is to be paid yet
    if settlement.due > 0 and job.provider and job.pk % FORGETS:
        actor = job.provider.user
        perform(job, JobMoney.record_cash, actor=actor, data={}, via=Door.PORTAL)


IN_CASH = DemoPayer(share=55, before=nothing_before, booked=nothing_after, ended=hand_over)
FROM_WALLET = DemoPayer(share=25, before=top_up, booked=nothing_after, ended=nothing_after)
BY_CARD = DemoPayer(share=20, before=nothing_before, booked=pay_the_page, ended=nothing_after)
