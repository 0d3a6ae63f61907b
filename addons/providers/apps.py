from __future__ import annotations

from addons.base.addon import AddonConfig


class ProvidersConfig(AddonConfig):
    name = "addons.providers"
    label = "providers"
    verbose_name = "Providers"
