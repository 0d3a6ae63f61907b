"""Keeping money of an account for something, and resolving that exactly once.

A hold is changed only under the lock of its account, and only as it was when that was taken.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.db.models import Model
from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.faults import fault
from addons.base.workflow import Actor, Conflict
from addons.base.workflow.unit import unit_of_work

from .amounts import from_minor, positive, to_minor
from .book import Draft, Entry, key_used, once, posted_before, require_same, topic_of, written
from .locking import LockedAccounts, insufficient_funds
from .models import Account, Hold, Transfer
from .rows import Step, change, run
from .states import HoldState

BATCH: Final = 1000

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Extension:
    """So much more is to be held. The hold is as the caller read it: were it changed since, no."""

    hold: Hold
    by: Decimal
    expires_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Capture:
    """So much of the hold goes to these accounts; the rest is released."""

    hold: Hold
    amount: Decimal
    kind: str
    to: Sequence[tuple[Account, Decimal]]
    actor: Actor
    text: str = ""


def hold(
    account: Account,
    amount: Decimal,
    *,
    key: str,
    for_record: Model | None = None,
    expires_at: datetime | None = None,
) -> Hold:
    """Keep so much of the account. The same key again gives the first hold."""
    units = positive(amount)
    record_type, record_id = ("", "") if for_record is None else topic_of(for_record)
    new = Hold(
        key=key,
        account=account,
        asked=amount,
        amount=amount,
        record_type=record_type,
        record_id=record_id,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    return once(lambda: _hold_new(new, units), lambda: _hold_again(new, units))


def _hold_new(new: Hold, units: int) -> Hold:
    accounts = LockedAccounts([new.account_id])
    accounts.add(new.account_id, held=units)
    accounts.require([new.account_id])
    # A work tried again must not take the first try's key for its own.
    new.pk = None
    new.save(force_insert=True)
    run(accounts.written())
    return new


def _hold_again(new: Hold, units: int) -> Hold:
    known: Hold | None = Hold.objects.filter(key=new.key).first()
    if known is None:
        return _hold_new(new, units)
    told = ("account_id", "asked", "record_type", "record_id")
    if any(getattr(known, name) != getattr(new, name) for name in told):
        raise key_used(new.key)
    return known


# --- more ----------------------------------------------------------------------------------------


def extend(hold: Hold, by: Decimal, *, expires_at: datetime | None = None) -> Hold:
    """Hold so much more. The hold is as the caller read it, so that a repeated call is refused."""
    extension = Extension(hold=hold, by=by, expires_at=expires_at)
    wanted = positive(by)

    def work() -> None:
        accounts = LockedAccounts([hold.account_id])
        now = _fresh([hold])[hold.pk]
        require_open(now)
        if now.amount != hold.amount:
            raise Conflict()
        if missing := accounts.missing(hold.account_id, wanted=wanted):
            raise insufficient_funds(missing)
        _write_extensions([extension], accounts)

    unit_of_work(work)
    return Hold.objects.get(pk=hold.pk)


def extend_all(extensions: Sequence[Extension]) -> set[int]:
    """Extend each hold that still can be, in their order; the keys of those that were.

    Left out are those that were resolved or extended meanwhile, are past their time, or whose
    account has too little.
    """
    for extension in extensions:
        positive(extension.by)

    def work() -> set[int]:
        accounts = LockedAccounts(e.hold.account_id for e in extensions)
        fault("ledger:locked")
        able = _able(extensions, accounts)
        _write_extensions(able, accounts)
        return {extension.hold.pk for extension in able}

    return unit_of_work(work)


def _able(extensions: Sequence[Extension], accounts: LockedAccounts) -> list[Extension]:
    now = _fresh([extension.hold for extension in extensions])
    able: dict[int, Extension] = {}
    wanted: dict[int, int] = {}
    for extension in extensions:
        hold, units = extension.hold, to_minor(extension.by)
        fresh, so_far = now[hold.pk], wanted.get(hold.account_id, 0)
        is_as_read = fresh.is_open and fresh.amount == hold.amount
        if hold.pk in able or not is_as_read or fresh.is_over:
            continue
        if not accounts.missing(hold.account_id, wanted=so_far + units):
            able[hold.pk] = extension
            wanted[hold.account_id] = so_far + units
    return list(able.values())


def _write_extensions(extensions: Sequence[Extension], accounts: LockedAccounts) -> None:
    rows = []
    for extension in extensions:
        hold, units = extension.hold, to_minor(extension.by)
        accounts.add(hold.account_id, held=units)
        old = to_minor(hold.amount)
        expires_at = extension.expires_at or hold.expires_at
        rows.append((hold.pk, HoldState.HELD, old, old + units, expires_at))
    known, new = ("id", "state", "amount"), ("amount", "expires_at")
    run(change(Hold, known=known, new=new, rows=rows), accounts.written())


# --- resolved ------------------------------------------------------------------------------------


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
    now = _fresh([each.hold for each in captures])
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
        now = _fresh([hold])[hold.pk]
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
    now = [hold for hold in _fresh(holds).values() if hold.is_open]
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


def _fresh(holds: Iterable[Hold]) -> dict[int, Hold]:
    """The holds as they are now; their accounts are locked, so they stay so."""
    return Hold.objects.in_bulk([hold.pk for hold in holds])


def require_open(hold: Hold) -> None:
    """A hold past its time is as good as expired, even if the sweep is late."""
    if not hold.is_open:
        raise resolved_before(hold)
    if hold.is_over:
        raise Conflict(_("The time for which this money was held is over."), code="hold_expired")


def resolved_before(hold: Hold) -> Conflict:
    text = _("What was held is %(state)s already.") % {"state": hold.get_state_display().lower()}
    return Conflict(text, code="hold_resolved", state=hold.state)
