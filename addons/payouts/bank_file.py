"""The file that the bank pays by: one row for each payment, as CSV."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from addons.base import money
from addons.base.surfaces.console.export import neutral
from addons.base.workflow import Refused

if TYPE_CHECKING:
    from .models import PayoutLine, PayoutRun

# The bank's machine reads these, so they are not translated.
HEADING: Final = ("reference", "name", "account", "bank_code", "amount", "currency")


@dataclass(frozen=True)
class BankFile:
    """The payments of a run with the accounts as they were when it was reckoned."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    total: Decimal

    @classmethod
    def of(cls, run: PayoutRun) -> BankFile:
        lines = list(run.lines.payments().select_related("provider").order_by("pk"))
        accounts = accounts_of(lines)
        missing = [str(line.provider) for line in lines if line.pk not in accounts]
        if missing:
            text = _("Their bank account is gone: %(names)s. Mark these lines as failed first.")
            raise Refused("no_bank_account", text % {"names": ", ".join(missing)})
        return cls(
            name=f"bank-file-{run}.csv",
            rows=tuple(row_of(run, line, accounts[line.pk]) for line in lines),
            total=sum((line.amount for line in lines), Decimal(0)),
        )

    @cached_property
    def content(self) -> bytes:
        text = StringIO()
        writer = csv.writer(text)
        writer.writerow(HEADING)
        writer.writerows([neutral(cell) for cell in row] for row in self.rows)
        return text.getvalue().encode()

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def row_of(run: PayoutRun, line: PayoutLine, account: Any) -> tuple[str, ...]:
    amount = money.as_json(line.amount)
    return (
        f"{run}-{line.pk}",
        account.holder,
        account.number,
        account.code,
        amount["amount"],
        amount["currency"],
    )


def accounts_of(lines: Iterable[PayoutLine]) -> dict[int, Any]:
    """By line the account as it was then; none where it has been forgotten since."""
    wanted = {(line.bank_account_id, line.bank_version): line.pk for line in lines}
    if not wanted:
        return {}
    model: Any = apps.get_model("payouts.BankAccount")
    # Every version of these accounts: each has a handful, and one query finds them all.
    rows = model.history.filter(id__in=[account for account, _version in wanted])
    return {
        wanted[row.id, row.version]: row
        for row in rows
        if (row.id, row.version) in wanted and row.number
    }
