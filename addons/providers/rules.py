from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role, is_administrator

verifies_people = has_role("dispatcher", "support_manager")


@rules.predicate
def is_oneself(user: Any, provider: Any) -> bool:
    return provider is not None and provider.user_id == user.pk


rules.add_perm("providers.apply", rules.is_authenticated)
rules.add_perm("providers.verify_provider", verifies_people)
rules.add_perm("providers.suspend_provider", verifies_people)
rules.add_perm("providers.manage_provider", verifies_people)
rules.add_perm("providers.edit_provider", is_oneself | verifies_people)
rules.add_perm("providers.switch_duty", is_oneself | verifies_people)
rules.add_perm("providers.read_own_history", is_oneself)
rules.add_perm("providers.change_providerspolicy", is_administrator)
