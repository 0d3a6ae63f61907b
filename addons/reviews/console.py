"""Reviews in the console, and the job's own one on its page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Facts,
    Menu,
    Moment,
    Number,
    OperableViewSet,
    RecordPanel,
    Value,
    View,
)
from addons.base.surfaces.console.sites import viewset_of
from addons.jobs.models import Job

from .models import Review

STARS = Number("stars", _("Stars"))


@in_console
class ReviewViewSet(OperableViewSet):
    model = Review
    menu = Menu(group="work", order=125, icon="bi-star", permission="reviews.watch_reviews")
    columns = (STARS, "text", "customer", "provider", "job", Moment("created_at", _("Written")))
    filters = ("stars", "created_at")
    search = ("text", "answer_text", "customer__name", "provider__display_name")
    views = (
        View(name="published", label=_("Published"), among="published"),
        View(name="hidden", label=_("Hidden"), among="hidden"),
        View(name="unanswered", label=_("Not answered"), among="unanswered"),
    )
    card = (STARS, "text", "customer", "provider")
    facts = (
        Facts(_("Review"), (STARS, "text", Moment("created_at", _("Written"))), icon="bi-star"),
        Facts(_("Answer"), ("answer_text", "answered_at"), icon="bi-pencil"),
        Facts(
            _("About"),
            ("job", "customer", "provider", Value("job.category", _("Service"))),
            icon="group",
        ),
    )


def photos_of(review: Review, actor: Any) -> dict[str, Any] | None:
    photos = list(review.photos)
    return {"photos": photos} if photos else None


def review_of(job: Job, actor: Any) -> dict[str, Any] | None:
    review = Review.objects.visible_to(actor).filter(job=job).first()
    pages = viewset_of(Review)
    return (
        {"review": review, "url": pages.record_url(review.pk) if pages else ""} if review else None
    )


RECORD_PANELS.register(
    RecordPanel(
        model="reviews.Review",
        label=_("Photos"),
        template="reviews/console/photos.html",
        context=photos_of,
        icon="image",
    )
)
RECORD_PANELS.register(
    RecordPanel(
        model="jobs.Job",
        label=_("Review"),
        template="reviews/console/review.html",
        context=review_of,
        icon="bi-star",
        order=60,
    )
)
