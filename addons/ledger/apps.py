from __future__ import annotations

from addons.base.addon import AddonConfig


class LedgerConfig(AddonConfig):
    name = "addons.ledger"
    label = "ledger"
