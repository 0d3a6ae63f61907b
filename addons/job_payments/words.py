"""What people read about the money of a job, before they decide and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addons.base import money
from addons.base.policies import policy
from addons.base.templatetags.theme import moment
from addons.base.workflow import Door

from .fees import fee_for_cancelling, fee_in, fee_of
from .models import JobPaymentPolicy

if TYPE_CHECKING:
    from addons.catalog.models import ServiceCategory
    from addons.jobs.models import Job

    from .models import Settlement


def explain_wallet(category: ServiceCategory) -> str:
    told = _("Reserved in your wallet now, paid when the work is done.")
    return f"{told} {rule_of_cancelling(category)}"


def explain_card(category: ServiceCategory) -> str:
    told = _("You pay on the next page; the provider gets it when the work is done.")
    return f"{told} {rule_of_cancelling(category)}"


def rule_of_cancelling(category: ServiceCategory) -> str:
    fee = fee_in(category)
    if fee <= 0:
        return _("Cancelling before the work starts costs nothing.")
    hours = policy(JobPaymentPolicy).late_hours
    text = ngettext(
        "Cancelling is free; once somebody has accepted, it costs %(fee)s within %(hours)s hour of "
        "the start.",
        "Cancelling is free; once somebody has accepted, it costs %(fee)s within %(hours)s hours of "
        "the start.",
        hours,
    )
    return text % {"hours": hours, "fee": money.display(fee)}


def cancelling_now(settlement: Settlement, reader: Any) -> str:
    """What this reader's cancelling would cost, while money is reserved."""
    if not settlement.holds_money:
        return ""
    job, is_card = settlement.job, settlement.payment is not None
    fee = fee_for_cancelling(job, reader, state=job.state, via=Door.PORTAL)
    words = {"fee": money.display(fee), "rest": money.display(settlement.total - fee)}
    if fee:
        told = _("Cancelling costs %(fee)s now, because somebody has kept the time for you.")
        if fee < settlement.total:
            told += " "
            told += (
                _("The rest, %(rest)s, goes back to the card.")
                if is_card
                else _("The rest, %(rest)s, is free again in the wallet.")
            )
    elif is_card:
        told = _("Cancelling costs nothing now: %(rest)s goes back to the card.")
    else:
        told = _("Cancelling costs nothing now: %(rest)s is free again in the wallet.")
    return told % words


def free_until(job: Job) -> str:
    """Until when cancelling costs nothing, where that will end."""
    fee = fee_of(job)
    if fee.amount <= 0 or fee.is_late or job.scheduled_at is None:
        return ""
    words = {"at": moment(fee.late_from), "fee": money.display(fee.amount)}
    return _("From %(at)s on it costs %(fee)s, once somebody has accepted.") % words


def for_customer(settlement: Settlement) -> str:
    """How the money stands, in a sentence to the customer."""
    words = amounts(settlement)
    is_card = settlement.payment is not None
    text = {
        "awaited": _("%(due)s is to be paid by card before anybody is asked."),
        "reserved": _("You have paid %(total)s by card. It is passed on when the work is done.")
        if is_card
        else _("%(total)s is reserved in your wallet. It is paid when the work is done."),
        "due": _("%(due)s is to be paid: in cash to the provider, or here with the invoice."),
        "partly_paid": _("%(paid)s is paid, %(due)s is to be paid."),
        "paid": _("%(paid)s is paid. Thank you."),
        "fee_paid": _("You paid %(paid)s for cancelling late."),
        "returned": _("%(total)s went back to your card; nothing was charged.")
        if is_card
        else _("Nothing was charged; the money in your wallet is free again."),
        "partly_refunded": _("A part was given back to you; %(paid)s remains paid."),
        "refunded": _("All of it was given back to you."),
    }.get(settlement.standing, "")
    return text % words


def for_provider(settlement: Settlement) -> str:
    words = amounts(settlement)
    text = {
        "later": _("Take %(due)s in cash when the work is done, and record it here."),
        "reserved": _("The money is reserved for you. You get your part when the work is done."),
        "due": _("%(due)s is to be paid. Record the cash once you have it."),
        "partly_paid": _("%(paid)s is paid, %(due)s is to be paid."),
        "paid": _("%(paid)s is paid; your part is in your earnings."),
        "fee_paid": _("It was cancelled late; your part of the fee is in your earnings."),
        "partly_refunded": _("A part was given back to the customer."),
        "refunded": _("All of it was given back to the customer."),
    }.get(settlement.standing, "")
    return text % words


def amounts(settlement: Settlement) -> dict[str, str]:
    return {name: money.display(getattr(settlement, name)) for name in ("total", "paid", "due")}
