from __future__ import annotations

import rules

from addons.base.predicates import is_administrator, is_staff

# Wagtail's pages ask these names.
for model in ("servicecategory", "serviceitem"):
    rules.add_perm(f"catalog.view_{model}", is_staff)
    rules.add_perm(f"catalog.add_{model}", is_administrator)
    rules.add_perm(f"catalog.change_{model}", is_administrator)
rules.add_perm("catalog.change_catalogpolicy", is_administrator)
