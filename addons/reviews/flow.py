"""The life of a review, and of the request for one. What they count for is in follows.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.workflow import (
    ANY,
    MACHINE_DOORS,
    NEW,
    SAME,
    SYSTEM_ONLY,
    Flow,
    Tone,
    condition,
    transition,
)

from .arguments import AnswerArguments, HideArguments, OfJobArguments, WriteArguments
from .states import ASKED, HIDDEN, PUBLISHED, REMINDED, REVIEWED

if TYPE_CHECKING:
    from datetime import datetime

    from addons.jobs.models import Job

    from .models import Review, ReviewRequest


@condition("answered", _("You have answered this review already."))
def is_not_answered(review: Review, actor: Any) -> bool:
    return review.answered_at is None


class ReviewFlow(Flow):
    if TYPE_CHECKING:
        # Empty until a body below fills it.
        answered_at: datetime | None

    states = (PUBLISHED, HIDDEN)
    notes = {"internal": "reviews.moderate_review"}
    history_permission = "reviews.watch_reviews"
    party_permission = "reviews.follow_review"

    @transition(
        source=NEW,
        target=PUBLISHED,
        label=_("Write a review"),
        permission="reviews.write_review",
        arguments=WriteArguments,
        event="REVIEW_WRITTEN",
        customer_label=_("The review was written"),
        done=_("Thank you. Your review is public now."),
    )
    def write(
        self: Review, *, actor: Any, job: Job, stars: int, text: str, photos: list[Any]
    ) -> None:
        """The customer of a confirmed job says in public how it was; once for each job."""
        self.be_about(job, by=actor)
        self.stars, self.text = stars, text

    @transition(
        source=PUBLISHED,
        target=SAME,
        label=_("Answer"),
        icon="pencil",
        primary=True,
        permission="reviews.answer_review",
        arguments=AnswerArguments,
        conditions=[is_not_answered],
        event="REVIEW_ANSWERED",
        customer_label=_("The provider answered"),
        confirm=_("Your answer stands below the review, for everybody. You can write one."),
        done=_("Your answer is public now."),
    )
    def answer(self: Review, *, answer: str) -> None:
        """The provider says something to it, once."""
        self.answer_text, self.answered_at = answer, clock.now()

    @transition(
        source=PUBLISHED,
        target=HIDDEN,
        label=_("Hide"),
        icon="flag",
        tone=Tone.DANGER,
        permission="reviews.moderate_review",
        arguments=HideArguments,
        event="REVIEW_HIDDEN",
        customer_label=_("The review was hidden"),
        shares_reason=True,
        confirm=_("Nobody else reads it any more, and its stars no longer count."),
        done=_("The review is hidden."),
    )
    def hide(self: Review) -> None:
        """It breaks a rule: nobody else reads it any more, and it counts no longer."""

    @transition(
        source=HIDDEN,
        target=PUBLISHED,
        label=_("Show again"),
        icon="eye",
        primary=True,
        permission="reviews.moderate_review",
        event="REVIEW_SHOWN",
        customer_label=_("The review was shown again"),
        confirm=_("Everybody can read it again, and its stars count."),
        done=_("The review is public again."),
    )
    def show(self: Review) -> None:
        """It was hidden wrongly, or the reason is gone."""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the customer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget(self: Review) -> None:
        """The customer asked to be forgotten: their words go, their stars count on."""
        self.text = ""

    @transition(
        source=ANY,
        target=SAME,
        label=_("Forget the answer"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def forget_answer(self: Review) -> None:
        """The provider asked to be forgotten: their words go; that they answered stays."""
        self.answer_text = ""


class ReviewRequestFlow(Flow):
    """That a customer was asked to review a job: once, and reminded once."""

    states = (ASKED, REMINDED, REVIEWED)
    history_permission = "reviews.watch_reviews"

    @transition(
        source=NEW,
        target=ASKED,
        label=_("Ask for a review"),
        permission=SYSTEM_ONLY,
        arguments=OfJobArguments,
        doors=MACHINE_DOORS,
        event="REVIEW_ASKED",
    )
    def ask(self: ReviewRequest, *, job: Job) -> None:
        """The work is confirmed: now it can be reviewed."""
        self.plan_for(job)

    @transition(
        source=ASKED,
        target=REMINDED,
        label=_("Remind"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
        event="REVIEW_REMINDED",
    )
    def remind(self: ReviewRequest) -> None:
        """They have not written yet; they are not asked a third time."""

    @transition(
        source=[ASKED, REMINDED],
        target=REVIEWED,
        label=_("Note the review"),
        permission=SYSTEM_ONLY,
        doors=MACHINE_DOORS,
    )
    def settle(self: ReviewRequest) -> None:
        """The review is there: nobody is reminded of it."""
