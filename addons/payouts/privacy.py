"""What is kept of a provider's bank account and payouts, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .bank_account_flow import BankAccountFlow
from .models import BankAccount, PayoutLine, PayoutRun

PRIVACY = System("privacy")
PRIVATE = ("holder", "number", "code")


def bank_account_of(user: Any) -> Iterator[dict[str, Any]]:
    for account in BankAccount.objects.filter(provider__user=user):
        yield {
            "state": account.state,
            **{name: getattr(account, name) for name in PRIVATE},
            "earlier": list(account.history.values("history_date", *PRIVATE)),
        }


def forget_bank_account(user: Any) -> None:
    """No row of it says any more whose it was, nor of long ago."""
    for account in BankAccount.objects.filter(provider__user=user):
        perform(account, BankAccountFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        account.history.all().update(**dict.fromkeys(PRIVATE, ""))
        erase_stream(account)


def payouts_of(user: Any) -> Iterator[dict[str, Any]]:
    lines = PayoutLine.objects.of_person(user).select_related("run").order_by("pk")
    for line in lines:
        yield {
            "payout": str(line.run),
            "until": line.run.until,
            "outcome": line.outcome,
            "earned": line.earned,
            "netted": line.netted,
            "amount": line.amount,
            "note": line.note,
            "paid_on": line.run.paid_on,
        }


def keep_the_payouts(user: Any) -> None:
    """Books are kept: a line knows the person by id. What a bank wrote about them is blanked."""
    PayoutLine.objects.of_person(user).update(reason="")


def runs_of(user: Any) -> Iterator[dict[str, Any]]:
    for name in ("prepared_by", "checked_by", "approved_by"):
        for run in PayoutRun.objects.filter(**{name: user}).order_by("pk"):
            yield {"payout": str(run), "as": name}


def keep_the_runs(user: Any) -> None:
    """Who has approved stays; what they are called is forgotten with the user."""


PERSONAL.register(
    "payouts.BankAccount", Personal("payouts.BankAccount", bank_account_of, forget_bank_account)
)
PERSONAL.register(
    "payouts.PayoutLine", Personal("payouts.PayoutLine", payouts_of, keep_the_payouts)
)
PERSONAL.register("payouts.PayoutRun", Personal("payouts.PayoutRun", runs_of, keep_the_runs))
