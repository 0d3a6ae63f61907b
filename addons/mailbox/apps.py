from __future__ import annotations

from addons.base.addon import AddonConfig


class MailboxConfig(AddonConfig):
    name = "addons.mailbox"
    label = "mailbox"
