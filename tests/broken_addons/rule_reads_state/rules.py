from __future__ import annotations

from typing import Any

import rules


@rules.predicate
def has_it_still(user: Any, parcel: Any) -> bool:
    return bool(parcel.sender_id == user.pk and parcel.state == "packed")


rules.add_perm("rule_reads_state.wrap_parcel", has_it_still)
