from __future__ import annotations

from addons.base.addon import AddonConfig


class KnowledgeTicketsConfig(AddonConfig):
    name = "addons.knowledge_tickets"
    label = "knowledge_tickets"
