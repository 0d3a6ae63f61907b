"""Averages against a small model of them: whatever is said, published and hidden in whatever order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addons.base import clock
from addons.base.testing.people import make_person
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.schedules import publish_ratings
from addons.providers.checks import standings_are_what_customers_said
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider
from addons.reviews.flow import ReviewFlow
from addons.reviews.models import Review

from .conftest import finish, write

JOBS = 4
STARS = st.integers(min_value=1, max_value=5)
DEEDS = st.tuples(
    st.sampled_from(["publish", "review", "hide", "show"]), st.integers(0, JOBS - 1), STARS
)


@dataclass
class Said:
    """What the model knows of a job: the stars at its finish, and those of its review."""

    rating: int | None
    published: bool = False
    review: int | None = None
    hidden: bool = False

    def counts(self) -> list[int]:
        """A review stands for its job, hidden or not; before it the published rating does."""
        if self.review is not None:
            return [] if self.hidden else [self.review]
        return [self.rating] if self.published and self.rating is not None else []

    def do(self, deed: str, stars: int) -> bool:
        """Whether it is possible; then it is done."""
        match deed:
            case "review" if self.review is None:
                self.review = stars
            case "hide" if self.review is not None and not self.hidden:
                self.hidden = True
            case "show" if self.hidden:
                self.hidden = False
            case _:
                return False
        return True


@pytest.fixture
def work(category: Any, ravi: Provider, book: Any) -> Any:
    """Work that began, to be finished with a rating or without one."""

    def begin(number: int) -> Job:
        customer = make_person(f"customer{number}")
        job = perform(book(ravi, by=customer), JobFlow.accept, actor=ravi.user, via=Door.PORTAL)
        data = {"code": ""}
        return perform(job, JobFlow.start, actor=ravi.user, data=data, via=Door.PORTAL)

    return begin


@pytest.mark.django_db
def test_averages_and_a_small_model_of_them_agree(work: Any, ravi: Provider) -> None:
    moderator = make_person("sara", roles=("support_agent",))

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        ratings=st.lists(st.none() | STARS, min_size=JOBS, max_size=JOBS),
        deeds=st.lists(DEEDS, max_size=12),
    )
    def agree(ratings: list[int | None], deeds: list[tuple[str, int, int]]) -> None:
        with transaction.atomic():
            jobs = [finished(work(n), ravi, rating) for n, rating in enumerate(ratings)]
            model = [Said(rating) for rating in ratings]
            with clock.travelled(timedelta(hours=73)):
                for deed, which, stars in deeds:
                    if deed == "publish":
                        publish_ratings()
                        for said in model:
                            said.published |= said.rating is not None and said.review is None
                    else:
                        right = model[which].do(deed, stars)
                        assert right == acts(deed, jobs[which], stars, moderator)
                    assert standing(ravi) == expected(model)
            assert not list(standings_are_what_customers_said())
            transaction.set_rollback(True)

    agree()


def finished(job: Job, ravi: Provider, rating: int | None) -> Job:
    job = finish(job, by=job.customer, rating_stars=rating)
    provider = Provider.objects.get(pk=ravi.pk)
    perform(provider, ProviderFlow.go_on_duty, actor=ravi.user, via=Door.PORTAL)
    return job


def acts(deed: str, job: Job, stars: int, moderator: Any) -> bool:
    """Whether the doors let it happen."""
    review = Review.objects.filter(job=job).first()
    try:
        if deed == "review":
            write(job, by=job.customer, stars=stars)
        elif review is None:
            return False
        else:
            data = {"reason": "Insults."} if deed == "hide" else {}
            transition = getattr(ReviewFlow, deed)
            perform(review, transition, actor=moderator, data=data, via=Door.CONSOLE)
    except DoorError:
        return False
    return True


def expected(model: list[Said]) -> tuple[Decimal | None, int]:
    stars = [each for said in model for each in said.counts()]
    return (round(Decimal(sum(stars)) / len(stars), 2) if stars else None), len(stars)


def standing(provider: Provider) -> tuple[Decimal | None, int]:
    found = Provider.objects.select_related("standing").get(pk=provider.pk).standing
    return found.rating, found.rating_count
