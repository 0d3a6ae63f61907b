"""A review as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from addons.providers.points import Voice

from .models import Review
from .slots import photos_of, voice_of


@dataclass
class ShownReview:
    """The review through the eyes of one reader."""

    review: Review
    reader: Any
    photos: Any = None

    @property
    def voice(self) -> Voice:
        """As everybody reads it; what can be done is on its own page."""
        photos = self.review.photos if self.photos is None else self.photos
        return replace(voice_of(self.review, photos, self.reader), url="")

    @property
    def is_reviewed(self) -> bool:
        return bool(self.review.provider.user_id == self.reader.pk)

    @property
    def is_party(self) -> bool:
        return self.is_reviewed or self.review.customer_id == self.reader.pk

    @property
    def waits_for_answer(self) -> bool:
        return self.is_reviewed and self.review.answered_at is None


def shown_reviews(reviews: Iterable[Review], reader: Any) -> list[ShownReview]:
    """Those of a page, with their photos in one query."""
    listed = list(reviews)
    photos = photos_of(listed)
    return [ShownReview(review, reader, photos.get(review.pk, [])) for review in listed]
