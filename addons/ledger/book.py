"""Posting to the books: balanced transfers, each written once, none ever changed.

Every function is a unit of work of its own, and part of the caller's where there is one. The lock
order is: the caller's record, then accounts by their ids, then what is written of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from django.db import IntegrityError
from django.db.models import Model
from django.utils.translation import gettext as _

from addons.base import clock, money
from addons.base.faults import fault
from addons.base.sets import Step, insert, run
from addons.base.workflow import Actor, Conflict, DoorError, System
from addons.base.workflow.unit import unit_of_work

from .amounts import to_minor
from .kinds import REVERSAL, TRANSFER_KINDS
from .locking import LockedAccounts
from .models import Account, Posting, Transfer

R = TypeVar("R")


class Leg(NamedTuple):
    """What an account gets, or with a minus gives."""

    account: Account
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A transfer to be posted. Its key says for good what was done: `job:9:payout`."""

    kind: str
    key: str
    legs: Sequence[tuple[Account, Decimal]]
    actor: Actor
    for_record: Model | None = None
    text: str = ""
    reverses: Transfer | None = None


def post(
    *,
    kind: str,
    key: str,
    legs: Sequence[tuple[Account, Decimal]],
    actor: Actor,
    for_record: Model | None = None,
    text: str = "",
) -> Transfer:
    """Move money between accounts. The same key again gives the first transfer and moves nothing."""
    entry = Entry(kind=kind, key=key, legs=legs, actor=actor, for_record=for_record, text=text)
    return post_all([entry])[0]


def post_all(entries: Sequence[Entry]) -> list[Transfer]:
    """Post many in few statements: all of them or, where one is refused, none."""
    return _post([Draft(entry) for entry in entries])


def reverse(transfer: Transfer, *, actor: Actor, text: str = "") -> Transfer:
    """Take back the whole of a transfer by a new one that names it; a second time changes nothing."""
    postings = transfer.postings.select_related("account").order_by("pk")
    entry = Entry(
        kind=REVERSAL,
        key=f"reversal:{transfer.pk}",
        legs=[(posting.account, -posting.amount) for posting in postings],
        actor=actor,
        text=text,
        reverses=transfer,
    )
    return _post([Draft(entry, about=(transfer.record_type, transfer.record_id))])[0]


# --- what the ledger does with it ----------------------------------------------------------------


class Draft:
    """An entry that has been checked: its amounts in minor units, its transfer made in memory."""

    def __init__(self, entry: Entry, *, about: tuple[str, str] = ("", "")) -> None:
        self.legs = [_checked(*leg) for leg in entry.legs]
        total = sum(amount for _account, amount in self.legs)
        if not self.legs or total:
            raise ValueError(f"The legs of {entry.key} do not sum to zero.")
        # Unknown kinds are a mistake in the caller: the registry says which there are.
        TRANSFER_KINDS[entry.kind]
        record_type, record_id = about if entry.for_record is None else topic_of(entry.for_record)
        actor = entry.actor
        self.transfer = Transfer(
            key=entry.key,
            kind=entry.kind,
            record_type=record_type,
            record_id=record_id,
            actor_id=actor.pk,
            system_name=actor.name if isinstance(actor, System) else "",
            text=entry.text,
            reverses=entry.reverses,
            at=clock.now(),
        )

    @property
    def account_ids(self) -> list[int]:
        return [account_id for account_id, _amount in self.legs]

    def is_told_by(self, other: Transfer, legs: Sequence[tuple[int, int]]) -> bool:
        """Whether the transfer did what this one is to do. Who and in which words may differ."""
        own = self.transfer
        names = ("kind", "record_type", "record_id", "reverses_id")
        is_alike = all(getattr(own, name) == getattr(other, name) for name in names)
        return is_alike and sorted(self.legs) == sorted(legs)


def _checked(account: Account, amount: Decimal) -> tuple[int, int]:
    if account.currency != money.currency():
        raise ValueError(f"Account {account.pk} is in {account.currency}.")
    units = to_minor(amount)
    if not units:
        raise ValueError("A leg moves an amount that is not zero.")
    return account.pk, units


def topic_of(record: Model) -> tuple[str, str]:
    """Type and id of a record, as the books name it."""
    return record._meta.label_lower, str(record.pk)


def once(new: Callable[[], R], again: Callable[[], R]) -> R:
    """Do what is `new` whole or not at all; `again` looks for what was done before under its keys.

    Mostly nothing was, and looking first would cost a fifth of the time. What was is found by the
    unique keys, or by there being too little for a second time.
    """
    try:
        return unit_of_work(new)
    except (IntegrityError, DoorError):
        return unit_of_work(again)


def _post(drafts: Sequence[Draft]) -> list[Transfer]:
    return once(lambda: _post_new(drafts), lambda: _post_again(drafts))


def _post_new(drafts: Sequence[Draft]) -> list[Transfer]:
    accounts = LockedAccounts(key for draft in drafts for key in draft.account_ids)
    fault("ledger:locked")
    run(*written(drafts, accounts), accounts.written())
    fault("ledger:posted")
    return [draft.transfer for draft in drafts]


def _post_again(drafts: Sequence[Draft]) -> list[Transfer]:
    accounts = LockedAccounts(key for draft in drafts for key in draft.account_ids)
    done = posted_before(drafts)
    new: dict[str, Draft] = {}
    for draft in drafts:
        key = draft.transfer.key
        if key in done:
            require_same(draft, *done[key])
        elif key in new:
            require_same(draft, new[key].transfer, new[key].legs)
        else:
            new[key] = draft
    run(*written(list(new.values()), accounts), accounts.written())
    return [
        done[key][0] if (key := draft.transfer.key) in done else new[key].transfer
        for draft in drafts
    ]


def posted_before(
    drafts: Sequence[Draft],
) -> dict[str, tuple[Transfer, list[tuple[int, int]]]]:
    """By key, the transfers that are there already, with their legs."""
    keys = [draft.transfer.key for draft in drafts]
    found = Transfer.objects.filter(key__in=keys).prefetch_related("postings")
    return {
        transfer.key: (
            transfer,
            [(each.account_id, to_minor(each.amount)) for each in transfer.postings.all()],
        )
        for transfer in found
    }


def require_same(draft: Draft, other: Transfer, legs: Sequence[tuple[int, int]]) -> None:
    if not draft.is_told_by(other, legs):
        raise key_used(draft.transfer.key)


def key_used(key: str) -> Conflict:
    text = _("This was done before with other content: %(key)s. Look at what was done then.")
    return Conflict(text % {"key": key}, code="idempotency_mismatch")


def written(drafts: Sequence[Draft], accounts: LockedAccounts) -> tuple[Step, Step]:
    """The postings, and then the transfers that close them; `accounts` reckons with them."""
    postings = []
    for draft in drafts:
        for account_id, amount in draft.legs:
            balance = accounts.add(account_id, balance=amount)
            postings.append((draft.transfer.pk, account_id, amount, balance))
        accounts.require(draft.account_ids)
    transfers = [[getattr(draft.transfer, name) for name in TRANSFER] for draft in drafts]
    return insert(Posting, POSTING, postings), insert(Transfer, TRANSFER, transfers)


POSTING = ("transfer_id", "account_id", "amount", "balance")
TRANSFER = tuple(field.attname for field in Transfer._meta.concrete_fields)
