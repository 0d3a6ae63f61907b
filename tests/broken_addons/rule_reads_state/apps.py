from __future__ import annotations

from addons.base.addon import AddonConfig


class RuleReadsStateConfig(AddonConfig):
    name = "tests.broken_addons.rule_reads_state"
    label = "rule_reads_state"
