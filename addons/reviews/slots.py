"""Reviews among what customers say of providers: counted, and listed with photos and answers."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from addons.base.models import Attachment
from addons.providers.points import VOICES, Voice, Voices, author_of

from .models import Review


def published_reviews() -> QuerySet[Any]:
    return Review.objects.published()


def read_reviews(keys: list[Any], reader: Any) -> dict[Any, Voice]:
    reviews = list(Review.objects.filter(pk__in=keys).with_people())
    photos = photos_of(reviews)
    return {review.pk: voice_of(review, photos.get(review.pk, ()), reader) for review in reviews}


def photos_of(reviews: list[Review]) -> dict[int, list[Attachment]]:
    """The photos of all of them, in one query."""
    keys = [str(review.pk) for review in reviews]
    rows = Attachment.objects.filter(record_type=Review._meta.label_lower, record_id__in=keys)
    found: dict[int, list[Attachment]] = {}
    for photo in rows.exclude(file="").order_by("pk"):
        found.setdefault(int(photo.record_id), []).append(photo)
    return found


def voice_of(review: Review, photos: Any, reader: Any) -> Voice:
    is_reviewed = reader is not None and review.provider.user_id == reader.pk
    waits = is_reviewed and review.answered_at is None
    return Voice(
        at=review.created_at,
        stars=review.stars,
        text=review.text,
        author=author_of(review.customer),
        service=review.job.category.name,
        photos=photos,
        answer=review.answer_text,
        answered_at=review.answered_at if review.answer_text else None,
        url=review.get_absolute_url() if waits else "",
        url_label=_("Answer"),
    )


VOICES.register(
    "reviews",
    Voices(published=published_reviews, stars="stars", at="created_at", read=read_reviews),
)
