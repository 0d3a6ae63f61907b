from __future__ import annotations

from addons.base.addon import AddonConfig


class JobsConfig(AddonConfig):
    name = "addons.jobs"
    label = "jobs"
