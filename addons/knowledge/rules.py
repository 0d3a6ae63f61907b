"""Who reads how the articles do. Who writes them is decided by Wagtail's page permissions."""

from __future__ import annotations

import rules

from addons.base.predicates import has_role

rules.add_perm("knowledge.view_articlepage", has_role("support_agent", "support_manager"))
