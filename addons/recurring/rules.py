"""Who may do what with a series. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

from .querysets import watches

steers = has_role("dispatcher")


@rules.predicate
def is_customer(user: Any, series: Any) -> bool:
    return series is not None and series.customer_id == user.pk


@rules.predicate
def comes_to_it(user: Any, series: Any) -> bool:
    provider = series.provider if series is not None else None
    return provider is not None and provider.user_id == user.pk


rules.add_perm("recurring.begin_series", rules.is_authenticated)
rules.add_perm("recurring.keep_series", is_customer | steers)
rules.add_perm("recurring.come_to_series", comes_to_it)
rules.add_perm("recurring.follow_series", is_customer | comes_to_it | watches)
rules.add_perm("recurring.watch_series", watches)
rules.add_perm("recurring.steer_series", steers)
