from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import is_administrator, is_staff


@rules.predicate
def is_sender(user: Any, parcel: Any) -> bool:
    return parcel is not None and parcel.sender_id == user.pk


rules.add_perm("dummy.pack_parcel", rules.is_authenticated)
rules.add_perm("dummy.see_parcel", is_sender | is_staff)
rules.add_perm("dummy.send_parcel", is_sender)
rules.add_perm("dummy.edit_parcel", is_sender | is_staff)
rules.add_perm("dummy.handle_parcel", is_staff)
rules.add_perm("dummy.return_parcel", is_sender | is_staff)
rules.add_perm("dummy.override_parcel", is_administrator)
