"""The accounts of one unit of work: locked in the order of their ids, reckoned, written at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.sets import Step, array, change
from addons.base.workflow import Refused

from .amounts import from_minor
from .models import Account

SELECT: Final = "SELECT id, balance, held, may_overdraw FROM ledger_account WHERE id"


@dataclass
class Figures:
    """What is on an account, in minor units."""

    balance: int
    held: int
    may_overdraw: bool


class LockedAccounts:
    """Figures of accounts that nobody else changes until the transaction ends."""

    def __init__(self, ids: Iterable[int]) -> None:
        self._before = lock(ids)
        self._now = {
            key: Figures(old.balance, old.held, old.may_overdraw)
            for key, old in self._before.items()
        }

    def add(self, account_id: int, *, balance: int = 0, held: int = 0) -> int:
        """Add to what is on the account; the balance that is there then."""
        figures = self._now[account_id]
        figures.balance += balance
        figures.held += held
        return figures.balance

    def missing(self, account_id: int, *, wanted: int = 0) -> int:
        """How much there is too little, were so much more wanted."""
        figures = self._now[account_id]
        if figures.may_overdraw:
            return 0
        return max(0, wanted + figures.held - figures.balance)

    def require(self, account_ids: Iterable[int]) -> None:
        """Refuse if more has gone from one of the accounts than there was."""
        for account_id in account_ids:
            if missing := self.missing(account_id):
                raise insufficient_funds(missing)

    def written(self) -> Step:
        """The new figures, over those that were read."""
        rows = [
            (key, old.balance, old.held, new.balance, new.held)
            for (key, old), new in zip(self._before.items(), self._now.values(), strict=True)
            if old != new
        ]
        return change(Account, known=("id", "balance", "held"), new=("balance", "held"), rows=rows)


def lock(ids: Iterable[int]) -> dict[int, Figures]:
    """The figures of the accounts; in one order, so that no two wait for each other."""
    wanted = sorted(set(ids))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ask = f"{SELECT} = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE"
            cursor.execute(ask, [array(wanted)])
        else:
            # Nobody else writes: the transaction has begun as IMMEDIATE.
            ask = f"{SELECT} IN (SELECT value FROM json_each(%s))"
            cursor.execute(ask, [json.dumps(wanted)])
        return {row[0]: Figures(row[1], row[2], bool(row[3])) for row in cursor.fetchall()}


def insufficient_funds(units: int) -> Refused:
    """There are so many minor units too little."""
    missing = from_minor(units)
    text = _("There is not enough money: %(missing)s more is needed.")
    return Refused(
        "insufficient_funds",
        text % {"missing": money.display(missing)},
        missing=money.as_json(missing),
    )
