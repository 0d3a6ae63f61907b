"""Who may do what. A rule never asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import is_administrator, is_staff


@rules.predicate
def is_owner(user: Any, $record: Any) -> bool:
    return $record is not None and $record.owner_id == user.pk


rules.add_perm("$name.begin_$record", rules.is_authenticated)
rules.add_perm("$name.see_$record", is_owner | is_staff)
rules.add_perm("$name.finish_$record", is_owner | is_staff)
rules.add_perm("$name.handle_$record", is_staff)
rules.add_perm("$name.override_$record", is_administrator)
