"""Keeping money of an account for something, and keeping more of it.

A hold is changed only under the lock of its account, and only as it was when that was taken.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from django.db.models import Model
from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.faults import fault
from addons.base.sets import change, run
from addons.base.workflow import Conflict
from addons.base.workflow.unit import unit_of_work

from .amounts import positive, to_minor
from .book import key_used, once, topic_of
from .locking import LockedAccounts, insufficient_funds
from .models import Account, Hold
from .states import HoldState

BATCH: Final = 1000

logger = logging.getLogger(__name__)


class AsHeld(NamedTuple):
    """A hold as somebody read it, for who extends thousands: what `Extension` asks of one."""

    pk: int
    account_id: int
    amount: Decimal
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Extension:
    """So much more is to be held. The hold is as the caller read it: were it changed since, no."""

    hold: Hold | AsHeld
    by: Decimal
    expires_at: datetime | None = None


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
        now = reread([hold])[hold.pk]
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
    now = reread([extension.hold for extension in extensions])
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


def reread(holds: Iterable[Hold]) -> dict[int, Hold]:
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
