"""Who finds what of payouts: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from addons.base.testing.access import Cells, console_of, rest_of
from addons.payouts.tests.arrange import earn, give_account, prepare

FINANCE = {"administrator", "finance"}


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    account = give_account(made["provider"])
    earn(made["provider"], 500)
    return {"payout_run": prepare(), "bank_account": account}


RUN = Cells("payout_run", FINANCE, given={"state": "prepared", "transition": "approve"})
ACCOUNT = Cells("bank_account", {"provider", *FINANCE})
OWN = replace(ACCOUNT, finds={"provider"})

PAGES = {
    **rest_of("payout-runs", RUN),
    **rest_of("bank-accounts", ACCOUNT),
    "payouts/bank-accounts/<int:pk>/": replace(OWN, get=302, knows=FINANCE),
    "payouts/bank-accounts/<int:pk>/do/<slug:transition>/": replace(
        OWN, given={"transition": "change"}
    ),
    "payouts/bank-accounts/<int:pk>/part/<slug:part>/": replace(ACCOUNT, given={"part": "facts"}),
    **console_of("payouts/payoutrun", RUN, acts=FINANCE, creates=FINANCE),
    "admin/payouts/payoutrun/<int:pk>/bank-file/": replace(RUN, get=405),
    "admin/payouts-earnings/<str:key>/": Cells("provider", FINANCE),
}
TOPICS = {"payouts.payoutrun": RUN, "payouts.bankaccount": ACCOUNT}
