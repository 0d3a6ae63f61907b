"""What people are told about payouts by inbox and e-mail."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.base.surfaces.console.sites import viewset_of
from addons.notifications.points import EMAIL, declare_notice

from .audiences import (
    account_of,
    is_provider,
    keep_books,
    line_of,
    owner_of,
    run_of,
    whoever_is_paid,
    whose_line,
)
from .bank_account_flow import BankAccountFlow
from .flow import PayoutRunFlow
from .models import PayoutLine, PayoutRun
from .querysets import manages_runs

RUN_FIELDS = {
    "number": _("the run's number"),
    "until": _("the last day whose earnings are in it"),
    "total": _("what it pays in all"),
    "payments": _("to how many it pays"),
}
PAID_FIELDS = {
    "number": _("the run's number"),
    "until": _("the last day whose earnings are in it"),
    "amount": _("what this provider gets"),
    "account": _("where it goes, masked"),
}
FAILED_FIELDS = {
    "number": _("the run's number"),
    "provider": _("the provider's name"),
    "amount": _("what was to be paid"),
    "reason": _("what the bank says"),
}


class InWords:
    """A date in the language of whoever reads it."""

    def __init__(self, day: Any) -> None:
        self.day = day

    def __str__(self) -> str:
        return date_format(self.day)


def run_facts(event: Event) -> dict[str, Any]:
    run = run_of(event)
    return {
        "number": str(run),
        "until": InWords(run.until),
        "total": run.total,
        "payments": str(run.payments),
    }


def paid_facts(event: Event) -> dict[str, Any]:
    return {"amount": Decimal(0), "account": ""} | run_facts(event)


def own_line(event: Event, user: Any) -> dict[str, Any]:
    """What the reader gets."""
    lines = PayoutLine.objects.filter(run_id=int(event.record_id), user=user)
    line = lines.select_related("bank_account").get()
    return {"amount": line.amount, "account": line.bank_account or ""}


def failed_facts(event: Event) -> dict[str, Any]:
    line = line_of(event)
    return {
        "number": str(line.run),
        "provider": str(line.provider),
        "amount": line.amount,
        "reason": line.reason,
    }


def bank_facts(event: Event) -> dict[str, Any]:
    return {"account": account_of(event).masked}


def run_page(event: Event) -> str:
    pages = viewset_of(PayoutRun)
    return pages.record_url(event.record_id) if pages else reverse("wagtailadmin_home")


def earnings_page(event: Event) -> str:
    return reverse("pro_earnings")


def bank_page(event: Event) -> str:
    return reverse("pro_bank_account")


declare_notice(
    "prepared",
    after=PayoutRunFlow.prepare,
    audience=keep_books,
    title=_("A payout run is prepared"),
    subject=_("Payout run {number} waits for approval: {total}"),
    text=_(
        "Payout run {number} pays {total} to {payments} providers for what they have earned up to "
        "{until}. Look at its lines and approve it."
    ),
    fields=RUN_FIELDS,
    context=run_facts,
    url=run_page,
    concerns=manages_runs,
)
declare_notice(
    "paid",
    after=PayoutRunFlow.mark_paid,
    audience=whoever_is_paid,
    title=_("You are paid out"),
    subject=_("{amount} is on its way to your bank"),
    text=_(
        "We have paid {amount} to your account {account}: your earnings up to {until} (payout "
        "{number}). Your bank may need a day or two. All of it stands on your earnings page."
    ),
    fields=PAID_FIELDS,
    context=paid_facts,
    personal=own_line,
    url=earnings_page,
    concerns=is_provider,
)
declare_notice(
    "failed",
    after=PayoutRunFlow.fail_line,
    audience=whose_line,
    title=_("A payout to you came back"),
    subject=_("Your payout of {amount} came back"),
    text=_(
        "Your bank did not take the payout {number} of {amount}: {reason}\nThe money is with your "
        "earnings again. Check your bank account; the next payout tries again."
    ),
    fields=FAILED_FIELDS,
    context=failed_facts,
    url=bank_page,
    concerns=is_provider,
    locked=(EMAIL,),
)
declare_notice(
    "came_back",
    after=PayoutRunFlow.fail_line,
    audience=keep_books,
    title=_("A payment of a run came back"),
    subject=_("{number}: {amount} for {provider} came back"),
    text=_(
        "The bank did not pay {amount} to {provider} (run {number}): {reason}\nThe money is with "
        "their earnings again, and they are told."
    ),
    fields=FAILED_FIELDS,
    context=failed_facts,
    url=run_page,
    concerns=manages_runs,
)
for name, after, title, subject, text in (
    (
        "bank_account_given",
        (BankAccountFlow.give, BankAccountFlow.change),
        _("Your bank account was changed"),
        _("Your payouts go to another account"),
        _(
            "From now on your payouts go to the account {account}. If you did not do this, change "
            "your password and tell us at once."
        ),
    ),
    (
        "bank_account_removed",
        (BankAccountFlow.remove,),
        _("Your bank account was removed"),
        _("You have no account for payouts any more"),
        _(
            "Your bank account was removed, so nothing is paid out until you give another one. If "
            "you did not do this, change your password and tell us at once."
        ),
    ),
):
    declare_notice(
        name,
        after=after,
        audience=owner_of,
        title=title,
        subject=subject,
        text=text,
        fields={"account": _("the account, masked")},
        context=bank_facts,
        url=bank_page,
        concerns=is_provider,
        # Whoever has taken over an account must not be able to hide it.
        locked=(EMAIL,),
    )
