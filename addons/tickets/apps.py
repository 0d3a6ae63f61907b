from __future__ import annotations

from addons.base.addon import AddonConfig


class TicketsConfig(AddonConfig):
    name = "addons.tickets"
    label = "tickets"
