from __future__ import annotations

from addons.base.addon import AddonConfig


class WebsiteConfig(AddonConfig):
    name = "addons.website"
    label = "website"
    verbose_name = "Website"
