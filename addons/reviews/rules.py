"""Who may do what with a review. None of these asks for the state."""

from __future__ import annotations

from typing import Any

import rules

from addons.base.predicates import has_role

from .querysets import watches

moderates = has_role("support_agent", "support_manager")


@rules.predicate
def is_author(user: Any, review: Any) -> bool:
    return review is not None and review.customer_id == user.pk


@rules.predicate
def is_reviewed(user: Any, review: Any) -> bool:
    return review is not None and review.provider.user_id == user.pk


rules.add_perm("reviews.write_review", rules.is_authenticated)
rules.add_perm("reviews.answer_review", is_reviewed)
rules.add_perm("reviews.moderate_review", moderates)
rules.add_perm("reviews.follow_review", is_author | is_reviewed | watches)
rules.add_perm("reviews.watch_reviews", watches)
