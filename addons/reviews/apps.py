from __future__ import annotations

from addons.base.addon import AddonConfig


class ReviewsConfig(AddonConfig):
    name = "addons.reviews"
    label = "reviews"
