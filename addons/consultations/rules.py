"""Who may do what with a consultation. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

from .querysets import watches

steps_in = has_role("support_agent", "support_manager")


@rules.predicate
def is_customer(user: Any, consultation: Any) -> bool:
    return consultation is not None and consultation.customer_id == user.pk


@rules.predicate
def is_consultant(user: Any, consultation: Any) -> bool:
    return consultation is not None and consultation.provider.user_id == user.pk


is_party = is_customer | is_consultant

rules.add_perm("consultations.request_consultation", rules.is_authenticated)
rules.add_perm("consultations.answer_consultation", is_consultant)
rules.add_perm("consultations.withdraw_consultation", is_customer)
rules.add_perm("consultations.start_consultation", is_party)
rules.add_perm("consultations.schedule_consultation", is_customer | steps_in)
rules.add_perm("consultations.end_consultation", is_party | steps_in)
rules.add_perm("consultations.rate_consultation", is_customer)
rules.add_perm("consultations.follow_consultation", is_party | watches)
rules.add_perm("consultations.watch_consultations", watches)
