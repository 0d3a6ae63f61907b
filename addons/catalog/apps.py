from __future__ import annotations

from addons.base.addon import AddonConfig


class CatalogConfig(AddonConfig):
    name = "addons.catalog"
    label = "catalog"
    verbose_name = "Catalogue"
