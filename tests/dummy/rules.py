from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from addons.base.points import ROLES, Role
from addons.base.predicates import is_administrator, is_staff


@rules.predicate
def is_sender(user: Any, parcel: Any) -> bool:
    return parcel is not None and parcel.sender_id == user.pk


@rules.predicate
def is_sender_of_its_parcel(user: Any, slip: Any) -> bool:
    return slip is not None and slip.parcel.sender_id == user.pk


ROLES.register("carrier", Role("carrier", _("Carrier")))

rules.add_perm("dummy.pack_parcel", rules.is_authenticated)
rules.add_perm("dummy.see_parcel", is_sender | is_staff)
rules.add_perm("dummy.send_parcel", is_sender)
rules.add_perm("dummy.edit_parcel", is_sender | is_staff)
rules.add_perm("dummy.handle_parcel", is_staff)
rules.add_perm("dummy.return_parcel", is_sender | is_staff)
rules.add_perm("dummy.override_parcel", is_administrator)
rules.add_perm("dummy.sign_slip", is_staff)
rules.add_perm("dummy.remark_slip", is_sender_of_its_parcel | is_staff)
