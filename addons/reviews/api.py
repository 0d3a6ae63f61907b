"""How a review reads in the API, and the job's own one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Schema

from addons.base.points import RESOURCE_FIELDS, RESOURCES, Resource, ResourceField
from addons.base.surfaces.shapes import File, Person
from addons.base.uploads import describe as describe_file
from addons.base.workflow import System
from addons.providers.points import author_of

from .models import Review
from .querysets import watches
from .slots import photos_of


class ReviewOut(Schema):
    id: int
    state: str
    state_label: str
    job: int | None
    customer: Person | None
    author: str
    provider: Person
    service: str
    stars: int
    text: str
    photos: list[File]
    answer: str | None
    answered_at: datetime | None
    created_at: datetime
    version: int


class ReviewRef(Schema):
    id: int
    state: str
    stars: int


def prepared(queryset: Any, actor: Any) -> list[Review]:
    reviews = list(queryset.with_people())
    photos = photos_of(reviews)
    for review in reviews:
        review.shown_photos = photos.get(review.pk, [])
    return reviews


def describe(review: Any, actor: Any) -> dict[str, Any]:
    """Whose job it was is known to the two sides and to staff; everybody else reads a first name."""
    customer, provider = review.customer, review.provider
    is_party = actor.pk is not None and actor.pk in {customer.pk, provider.user_id}
    knows_job = is_party or isinstance(actor, System) or bool(watches(actor))
    return {
        "id": review.pk,
        "state": review.state,
        "state_label": review.state_label,
        "job": review.job_id if knows_job else None,
        "customer": {"id": customer.pk, "name": customer.get_full_name()} if knows_job else None,
        "author": author_of(customer),
        "provider": {"id": provider.pk, "name": provider.display_name},
        "service": review.job.category.name,
        "stars": review.stars,
        "text": review.text,
        "photos": [describe_file(photo) for photo in review.shown_photos],
        "answer": review.answer_text or None,
        "answered_at": review.answered_at,
        "created_at": review.created_at,
        "version": review.version,
    }


def reviews_of(jobs: list[Any], actor: Any) -> dict[Any, dict[str, Any]]:
    """The review of each job, where the actor may read it."""
    rows = Review.objects.visible_to(actor).filter(job__in=jobs)
    return {
        job: {"id": pk, "state": state, "stars": stars}
        for job, pk, state, stars in rows.values_list("job", "pk", "state", "stars")
    }


RESOURCES.register(
    "reviews",
    Resource(
        model=Review,
        path="reviews",
        schema=ReviewOut,
        describe=describe,
        prepared=prepared,
        filters={"state": "state", "provider": "provider_id", "job": "job_id", "stars": "stars"},
        search=("text", "answer_text"),
        ordering=("-id", "id", "stars", "-stars"),
        tag="Reviews",
    ),
)
RESOURCE_FIELDS.register(ResourceField("jobs", "review", ReviewRef, reviews_of))
