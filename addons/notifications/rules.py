from __future__ import annotations

import rules

from addons.base.predicates import has_role, is_administrator

rules.add_perm("notifications.change_notificationtemplate", is_administrator)
rules.add_perm(
    "notifications.view_delivery", has_role("dispatcher", "support_agent", "support_manager")
)
# There is one text for each notice, channel and language, and the log writes itself.
for nobody in ("add_notificationtemplate", "add_delivery", "change_delivery"):
    rules.add_perm(f"notifications.{nobody}", rules.always_deny)
