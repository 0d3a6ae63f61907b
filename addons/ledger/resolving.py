"""A hold is resolved exactly once: captured, in part or whole, released, or expired."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.faults import fault
from addons.base.sets import Step, change, run
from addons.base.workflow import Actor, Conflict
from addons.base.workflow.unit import unit_of_work

from .amounts import from_minor, positive, to_minor
from .book import Draft, Entry, posted_before, require_same, written
from .holds import require_open, reread, resolved_before
from .locking import LockedAccounts
from .models import Account, Hold, Transfer
from .states import HoldState

BATCH: Final = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Capture:
    """So much of the hold goes to these accounts; the rest is released."""

    hold: Hold
    amount: Decimal
    kind: str
    to: Sequence[tuple[Account, Decimal]]
    actor: Actor
    text: str = ""


def capture(
    hold: Hold,
    amount: Decimal,
    *,
    kind: str,
    to: Sequence[tuple[Account, Decimal]],
    actor: Actor,
    text: str = "",
) -> Transfer:
    """Take so much of what is held and give it to the accounts; the rest is released.

    The same again gives the first transfer.
    """
    one = Capture(hold=hold, amount=amount, kind=kind, to=to, actor=actor, text=text)
    return capture_all([one])[0]


def capture_all(captures: Sequence[Capture]) -> list[Transfer]:
    """Capture many holds in few statements: all of them or, where one is refused, none."""
    if len({each.hold.pk for each in captures}) != len(captures):
        raise ValueError("A hold can be captured once.")
    drafts = [_draft(each) for each in captures]
    return unit_of_work(lambda: _capture(captures, drafts))


def _draft(one: Capture) -> Draft:
    hold, units = one.hold, positive(one.amount)
    entry = Entry(
        kind=one.kind,
        key=f"capture:{hold.key}",
        legs=[(hold.account, -from_minor(units)), *one.to],
        actor=one.actor,
        text=one.text,
    )
    return Draft(entry, about=(hold.record_type, hold.record_id))


def _capture(captures: Sequence[Capture], drafts: Sequence[Draft]) -> list[Transfer]:
    accounts = LockedAccounts(key for draft in drafts for key in draft.account_ids)
    fault("ledger:locked")
    now = reread([each.hold for each in captures])
    resolved = [d for c, d in zip(captures, drafts, strict=True) if not now[c.hold.pk].is_open]
    done = posted_before(resolved) if resolved else {}
    new, rows = [], []
    for one, draft in zip(captures, drafts, strict=True):
        if draft.transfer.key in done:
            require_same(draft, *done[draft.transfer.key])
            continue
        held = now[one.hold.pk]
        require_open(held)
        if one.amount > held.amount:
            raise Conflict(_("Less than that is held."), code="hold_too_small")
        accounts.add(held.account_id, held=-to_minor(held.amount))
        new.append(draft)
        rows.append(_resolved(held, HoldState.CAPTURED, to_minor(one.amount), draft.transfer.pk))
    run(*written(new, accounts), _resolution(rows), accounts.written())
    fault("ledger:posted")
    return [done.get(draft.transfer.key, (draft.transfer,))[0] for draft in drafts]


def release(hold: Hold) -> Hold:
    """Give back what is held. Released or expired before, it stays so; captured, it is refused."""

    def work() -> None:
        accounts = LockedAccounts([hold.account_id])
        now = reread([hold])[hold.pk]
        if now.state == HoldState.CAPTURED:
            raise resolved_before(now)
        if now.is_open:
            _give_back([now], HoldState.RELEASED, accounts)

    unit_of_work(work)
    return Hold.objects.get(pk=hold.pk)


def release_all(holds: Sequence[Hold]) -> int:
    """Give back what is held by those that still hold it; how many did."""
    return unit_of_work(lambda: _free(holds, HoldState.RELEASED))


def expire_due() -> int:
    """Give back what is past its time, a batch at a time; how many were."""
    expired, last = 0, 0
    while due := list(Hold.objects.due_to_expire().filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = due[-1].pk
        expired += _expire(due)
        fault("schedules:mid-batch")
    return expired


def _expire(due: Sequence[Hold]) -> int:
    try:
        return unit_of_work(lambda: _free(due, HoldState.EXPIRED))
    except Exception:
        if len(due) == 1:
            logger.exception("Hold %s cannot expire", due[0].pk)
            return 0
        # One of them spoils the batch: it is found when each goes by itself.
        return sum(_expire([hold]) for hold in due)


def _free(holds: Iterable[Hold], state: HoldState) -> int:
    accounts = LockedAccounts(hold.account_id for hold in holds)
    fault("ledger:locked")
    now = [hold for hold in reread(holds).values() if hold.is_open]
    if state == HoldState.EXPIRED:
        now = [hold for hold in now if hold.is_over]
    _give_back(now, state, accounts)
    return len(now)


def _give_back(holds: Sequence[Hold], state: HoldState, accounts: LockedAccounts) -> None:
    for hold in holds:
        accounts.add(hold.account_id, held=-to_minor(hold.amount))
    run(_resolution([_resolved(hold, state, 0, None) for hold in holds]), accounts.written())


def _resolved(hold: Hold, state: HoldState, captured: int, transfer: object) -> tuple[object, ...]:
    old = (hold.pk, HoldState.HELD, to_minor(hold.amount))
    return (*old, state, captured, transfer, clock.now())


def _resolution(rows: Sequence[tuple[object, ...]]) -> Step:
    new = ("state", "captured", "transfer_id", "resolved_at")
    return change(Hold, known=("id", "state", "amount"), new=new, rows=rows)
