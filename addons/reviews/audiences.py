"""Who is told of a review. Nobody is written to about what they did themselves."""

from __future__ import annotations

from collections.abc import Iterable

from addons.base.models import Event

from .models import Review, ReviewRequest


def review_of(event: Event) -> Review:
    review: Review = Review.objects.with_people().get(pk=event.record_id)
    return review


def request_of(event: Event) -> ReviewRequest:
    requests = ReviewRequest.objects.select_related("job__category", "job__customer")
    request: ReviewRequest = requests.select_related("job__provider").get(pk=event.record_id)
    return request


def provider_of(event: Event) -> Iterable[int]:
    return [review_of(event).provider.user_id]


def customer_of(event: Event) -> Iterable[int]:
    return [review_of(event).customer_id]


def both_sides(event: Event) -> Iterable[int]:
    return [*customer_of(event), *provider_of(event)]


def whoever_is_asked(event: Event) -> Iterable[int]:
    """The customer, unless they have written meanwhile."""
    job = request_of(event).job
    return [] if Review.objects.filter(job=job).exists() else [job.customer_id]
