from __future__ import annotations

import rules

from addons.base.predicates import is_administrator

rules.add_perm("website.change_brandsettings", is_administrator)
