from __future__ import annotations

from addons.base.addon import AddonConfig


class NotificationsConfig(AddonConfig):
    name = "addons.notifications"
    label = "notifications"
    verbose_name = "Notifications"
