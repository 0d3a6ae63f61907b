from __future__ import annotations

import rules

from addons.base.predicates import is_staff

rules.add_perm("dummy_extension.hold_parcel", is_staff)
