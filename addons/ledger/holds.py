"""Keeping money of an account for something, and keeping more of it.

A hold is changed only under the lock of its account, and only as it was when that was taken.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, NamedTuple

from django.db import connection
from django.db.models import Model
from django.utils.translation import gettext as _

from addons.base import clock
from addons.base.faults import fault
from addons.base.sets import array, change, run
from addons.base.workflow import Conflict
from addons.base.workflow.unit import unit_of_work

from .amounts import positive, to_minor
from .book import key_used, once, topic_of
from .locking import LockedAccounts, insufficient_funds
from .models import Account, Hold
from .states import HoldState

BATCH: Final = 1000
# As plain text, which goes into the database as it is.
HELD: Final = HoldState.HELD.value

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
        _write_extensions([_wish(extension)], accounts)

    unit_of_work(work)
    return Hold.objects.get(pk=hold.pk)


def extend_all(extensions: Sequence[Extension]) -> set[int]:
    """Extend each hold that still can be, in their order; the keys of those that were.

    Left out are those that were resolved or extended meanwhile, are past their time, or whose
    account has too little.
    """
    wishes = [_wish(extension) for extension in extensions]

    def work() -> set[int]:
        accounts = LockedAccounts([wish.account_id for wish in wishes])
        fault("ledger:locked")
        able = _able(wishes, accounts)
        _write_extensions(able, accounts)
        return {wish.hold_id for wish in able}

    return unit_of_work(work)


class Wish(NamedTuple):
    """An extension in minor units, which are reckoned once."""

    hold_id: int
    account_id: int
    amount: int
    by: int
    expires_at: datetime | None


def _wish(extension: Extension) -> Wish:
    hold = extension.hold
    expires_at = extension.expires_at or hold.expires_at
    by = positive(extension.by)
    return Wish(hold.pk, hold.account_id, to_minor(hold.amount), by, expires_at)


def _able(wishes: Sequence[Wish], accounts: LockedAccounts) -> list[Wish]:
    now = _as_they_are([wish.hold_id for wish in wishes])
    able: dict[int, Wish] = {}
    wanted: dict[int, int] = {}
    for wish in wishes:
        so_far = wanted.get(wish.account_id, 0)
        if wish.hold_id in able or now.get(wish.hold_id) != wish.amount:
            continue
        if not accounts.missing(wish.account_id, wanted=so_far + wish.by):
            able[wish.hold_id] = wish
            wanted[wish.account_id] = so_far + wish.by
    return list(able.values())


def _as_they_are(keys: list[int]) -> dict[int, int]:
    """Minor units of those that still hold and are not past their time; no more is read of them."""
    sql = "SELECT id, amount FROM ledger_hold WHERE state = %s AND "
    sql += "(expires_at IS NULL OR expires_at > %s) AND id "
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{sql}= ANY(%s::bigint[])", [HoldState.HELD.value, now, array(keys)])
        else:
            given = [HoldState.HELD.value, now, json.dumps(keys)]
            cursor.execute(f"{sql}IN (SELECT value FROM json_each(%s))", given)
        return dict(cursor.fetchall())


def _write_extensions(wishes: Sequence[Wish], accounts: LockedAccounts) -> None:
    rows = []
    for wish in wishes:
        accounts.add(wish.account_id, held=wish.by)
        amount = wish.amount + wish.by
        rows.append((wish.hold_id, HELD, wish.amount, amount, wish.expires_at))
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
