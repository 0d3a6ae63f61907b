"""What a person's accounts hold, given out. The books stay as they are: they name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal

from .models import Account


def accounts_of(user: Any) -> Iterator[dict[str, Any]]:
    for account in Account.objects.filter(owner=user).order_by("pk"):
        postings = account.postings.select_related("transfer").order_by("pk")
        yield {
            "kind": account.kind_label,
            "currency": account.currency,
            "balance": account.balance,
            "held": account.held,
            "postings": [
                {
                    "amount": posting.amount,
                    "balance": posting.balance,
                    "why": posting.transfer.kind_label,
                    "text": posting.transfer.text,
                    "at": posting.transfer.at,
                }
                for posting in postings.iterator()
            ],
        }


def keep_the_books(user: Any) -> None:
    """An account knows its owner by their id alone, and that person is forgotten with the user."""


PERSONAL.register("ledger.Account", Personal("ledger.Account", accounts_of, keep_the_books))
