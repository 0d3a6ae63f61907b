from __future__ import annotations

from addons.base.addon import AddonConfig


class DeskWalletConfig(AddonConfig):
    name = "addons.desk_wallet"
    label = "desk_wallet"
