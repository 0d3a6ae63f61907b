"""What is kept of a customer's reviews and a provider's answers, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import ReviewFlow
from .models import Review

PRIVACY = System("privacy")


def reviews_of(user: Any) -> Iterator[dict[str, Any]]:
    """Those they wrote, and those they answered."""
    for review in Review.objects.by(user).select_related("job").order_by("pk"):
        yield {
            "job": str(review.job),
            "state": review.state,
            "created_at": review.created_at,
            "stars": review.stars,
            "text": review.text,
            "photos": review.photos.count(),
            "earlier": list(review.history.values("history_date", "text")),
        }
    for review in Review.objects.about(user).exclude(answered_at=None).order_by("pk"):
        yield {
            "review": str(review),
            "answered_at": review.answered_at,
            "answer": review.answer_text,
            "earlier": list(review.history.values("history_date", "answer_text")),
        }


def forget_reviews(user: Any) -> None:
    """The stars stay in the average; words and pictures go."""
    for review in Review.objects.by(user):
        perform(review, ReviewFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        review.history.all().update(text="")
        erase_stream(review)
    for review in Review.objects.about(user).exclude(answered_at=None):
        perform(review, ReviewFlow.forget_answer, actor=PRIVACY, via=Door.COMMAND)
        review.history.all().update(answer_text="")
        erase_stream(review)


PERSONAL.register("reviews.Review", Personal("reviews.Review", reviews_of, forget_reviews))
