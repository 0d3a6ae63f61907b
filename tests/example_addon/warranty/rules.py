from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role


@rules.predicate
def is_customer(user: Any, job: Any) -> bool:
    return job is not None and job.customer_id == user.pk


settles = has_role("dispatcher")

rules.add_perm("warranty.claim", is_customer | settles)
rules.add_perm("warranty.settle", settles)
