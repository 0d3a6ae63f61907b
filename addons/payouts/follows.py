"""What a run does to money, in the same transaction: set aside, captured, given back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.faults import fault
from addons.base.points import follows
from addons.base.workflow import Door, Refused, System
from addons.base.workflow.doors import perform
from addons.ledger.models import Account, Hold, Transfer
from addons.ledger.points import (
    PROVIDER_EARNINGS,
    Capture,
    capture_all,
    hold,
    house_account,
    personal_account,
    release,
    release_all,
    reverse,
)
from addons.payments.points import CASH_IN_HAND

from .flow import PayoutRunFlow
from .kinds import BANK_CLEARING, PAYOUT
from .models import BankAccount, PayoutLine, PayoutRun
from .states import APPROVED, Outcome, Why

if TYPE_CHECKING:
    from addons.base.workflow.changes import Change

RUN = System("payouts.run")


@follows(PayoutRunFlow.prepare)
def write_lines(run: PayoutRun, change: Change) -> None:
    PayoutLine.objects.bulk_create(line.of(run) for line in run.drafts)
    fault("payouts:lines-written")


@follows(PayoutRunFlow.approve)
def set_aside(run: PayoutRun, change: Change) -> None:
    """Each line is held on its earnings; one whose money or account is gone is left out."""
    if run.state != APPROVED.key:
        return
    banks = BankAccount.objects.in_use().in_bulk(
        list(run.lines.due().values_list("bank_account", flat=True))
    )
    tried = [(line, set_one_aside(line, earnings, banks)) for line, earnings in in_order(run)]
    for line, why in tried:
        if why is None:
            continue
        data = {"line": line.pk, "why": why}
        run = perform(run, PayoutRunFlow.leave_out, actor=RUN, data=data, via=Door.FOLLOW_UP)
    if not run.lines.held().exists():
        text = _("Nothing of it can be paid any more. Discard it and prepare another one.")
        raise Refused("nothing_to_pay", text)


def in_order(run: PayoutRun) -> list[tuple[PayoutLine, Account]]:
    """Lines and their earnings; accounts are locked in the order of their ids, as everywhere."""
    lines = {line.user_id: line for line in run.lines.due().select_related("run")}
    earnings = Account.objects.filter(
        kind=PROVIDER_EARNINGS, currency=money.currency(), owner__in=list(lines)
    )
    return [(lines[account.owner_id], account) for account in earnings.order_by("pk")]


def set_one_aside(line: PayoutLine, earnings: Account, banks: dict[Any, BankAccount]) -> Why | None:
    """Why it cannot be paid, if so."""
    bank = banks.get(line.bank_account_id)
    if bank is None or bank.version != line.bank_version:
        return Why.OTHER_ACCOUNT
    try:
        held = hold(earnings, line.earned, key=line.key, for_record=line.run)
    except Refused:
        return Why.SHRUNK
    PayoutLine.objects.filter(pk=line.pk).update(outcome=Outcome.HELD, hold=held)
    fault("payouts:mid-hold")
    return None


@follows(PayoutRunFlow.mark_paid)
def pay(run: PayoutRun, change: Change) -> None:
    """What was held goes to the bank, and to the cash that was to be netted."""
    lines = list(run.lines.held().select_related("hold__account", "user").order_by("hold__account"))
    bank = house_account(BANK_CLEARING)
    owed = cash_owed(lines, bank)
    capture_all([payment_of(line, run, bank, owed, change.actor) for line in lines])
    run.lines.held().update(outcome=Outcome.PAID)
    fault("payouts:captured")


def cash_owed(lines: list[PayoutLine], bank: Account) -> dict[int, Account]:
    """The cash accounts of those from whom something is netted, as they are until all is paid."""
    ids = [personal_account(line.user, CASH_IN_HAND).pk for line in lines if line.netted]
    if not ids:
        return {}
    # All that the capture takes is locked here in the order of ids, so that no two wait for each other.
    every = [bank.pk, *ids, *(line.hold.account_id for line in lines if line.hold)]
    locked = Account.objects.select_for_update(no_key=True).filter(pk__in=every).order_by("pk")
    return {account.owner_id: account for account in locked if account.kind == CASH_IN_HAND}


def payment_of(
    line: PayoutLine, run: PayoutRun, bank: Account, owed: dict[int, Account], actor: Any
) -> Capture:
    """The capture of one line. Cash that has been handed in since is not taken a second time."""
    cash, to = owed.get(line.user_id), [(bank, line.amount)]
    netted = Decimal(0)
    if cash is not None and line.netted:
        netted = max(Decimal(0), min(line.netted, -cash.balance))
    if cash is not None and netted:
        to.append((cash, netted))
    assert line.hold is not None  # a line is held by a hold
    return Capture(
        hold=line.hold,
        amount=line.amount + netted,
        kind=PAYOUT,
        to=to,
        actor=actor,
        text=str(run),
    )


@follows(PayoutRunFlow.fail_line)
def give_back(run: PayoutRun, change: Change) -> None:
    """What the bank sent back is with the earnings again, whether it was marked as paid or not."""
    line = PayoutLine.objects.select_related("hold").get(pk=change.arguments["line"].pk)
    assert line.hold is not None  # only what was set aside can fail
    paid = Transfer.objects.filter(hold=line.hold).first()
    if paid is None:
        release(line.hold)
    else:
        reverse(paid, actor=change.actor, text=str(run))


@follows(PayoutRunFlow.discard)
def free_all(run: PayoutRun, change: Change) -> None:
    release_all(list(Hold.objects.about(run).open()))
    run.lines.payments().update(outcome=Outcome.FREED)
