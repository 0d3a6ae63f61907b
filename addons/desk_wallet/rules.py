"""The books stay with finance; who answers tickets sees one figure of the customer's wallet."""

from __future__ import annotations

import rules

from addons.tickets.querysets import works

rules.add_perm("desk_wallet.see_balance", works)
