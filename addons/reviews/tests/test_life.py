"""What a review asks, what it counts for, and what time does to the request for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.models import Event
from addons.base.testing.people import make_person
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, Refused
from addons.base.workflow.doors import perform
from addons.jobs.models import Job
from addons.jobs.schedules import publish_ratings
from addons.providers.checks import standings_are_what_customers_said
from addons.providers.models import ProviderStanding
from addons.reviews.flow import ReviewFlow
from addons.reviews.models import Review, ReviewRequest, ReviewsPolicy
from addons.reviews.schedules import remind

from .conftest import finish, standing, write

pytestmark = pytest.mark.django_db

EMBARGO = timedelta(hours=72, minutes=1)


@pytest.fixture
def sara():
    return make_person("sara", roles=("support_agent",))


def act(review, transition, actor, **data):
    return perform(review, transition, actor=actor, data=data, via=Door.CONSOLE)


# --- who may, and what is refused --------------------------------------------------------------


@pytest.mark.parametrize("stars", [0, 6, -1, "", "five", "4.5", None])
def test_stars_out_of_range_are_refused_with_the_range(finished, alice, stars):
    with pytest.raises(Invalid) as refusal:
        write(finished, by=alice, stars=stars)
    assert refusal.value.errors == {"stars": ["Choose one to five stars."]}
    assert not Review.objects.exists()


def test_nobody_but_the_customer_reviews_a_job(finished, ravi, bob, dora):
    for person, code in ((ravi.user, "forbidden"), (dora, "forbidden"), (bob, "invalid")):
        with pytest.raises((Forbidden, Invalid)) as refusal:
            write(finished, by=person)
        assert refusal.value.code == code
    assert not Review.objects.exists()


def test_a_job_is_reviewed_once(review, finished, alice):
    with pytest.raises(Refused, match="reviewed this job already"):
        write(finished, by=alice, stars=1)
    assert Review.objects.get().stars == 4


@pytest.mark.parametrize("state", ["started", "accepted"])
def test_work_that_is_not_confirmed_is_not_reviewed(request, state, alice):
    job = request.getfixturevalue(state)
    with pytest.raises(Refused, match="as soon as the work is confirmed"):
        write(job, by=alice)


def test_a_provider_answers_once(review, ravi):
    act(review, ReviewFlow.answer, ravi.user, answer="Thank you.")
    with pytest.raises(Conflict, match="answered"):
        act(review, ReviewFlow.answer, ravi.user, answer="And another thing.")
    assert Review.objects.get().answer_text == "Thank you."


def test_a_hidden_review_is_read_by_the_two_sides_and_staff_only(review, alice, ravi, bob, sara):
    hidden = act(review, ReviewFlow.hide, sara, reason="It names a telephone number.")
    readers = {who: Review.objects.visible_to(who).exists() for who in (alice, ravi.user, bob)}
    assert readers == {alice: True, ravi.user: True, bob: False}
    shown = act(hidden, ReviewFlow.show, sara)
    with pytest.raises(Invalid):
        act(shown, ReviewFlow.hide, sara, reason=" ")


# --- what it counts for ------------------------------------------------------------------------


def test_a_review_counts_at_once_and_hiding_takes_it_out(review, ravi, sara):
    assert standing(ravi) == ("4.00", 1)
    hidden = act(review, ReviewFlow.hide, sara, reason="Insults.")
    assert standing(ravi) == ("None", 0)
    act(hidden, ReviewFlow.show, sara)
    assert standing(ravi) == ("4.00", 1)
    assert not list(standings_are_what_customers_said())


def test_a_rating_at_the_finish_counts_after_the_embargo_only(started, alice, ravi):
    finish(started, by=alice, rating_stars=2, rating_description="Late.")
    with clock.travelled(timedelta(hours=71)):
        assert publish_ratings() == 0
    assert standing(ravi) == ("None", 0)
    with clock.travelled(EMBARGO):
        assert (publish_ratings(), publish_ratings()) == (1, 0)
    assert standing(ravi) == ("2.00", 1)


@pytest.mark.parametrize("published_first", [True, False])
def test_a_review_takes_the_place_of_the_rating(started, alice, ravi, published_first):
    job = finish(started, by=alice, rating_stars=2)
    with clock.travelled(EMBARGO):
        if published_first:
            publish_ratings()
            assert standing(ravi) == ("2.00", 1)
        write(job, by=alice, stars=5)
        assert publish_ratings() == 0
    assert standing(ravi) == ("5.00", 1)
    assert not list(standings_are_what_customers_said())


def test_verify_finds_an_average_that_is_not_what_was_said(review, ravi):
    ProviderStanding.objects.filter(provider=ravi).update(rating_count=7)
    found = f"Provider {ravi.pk} is rated 4.00 (7) instead of 4.00 (1)."
    assert list(standings_are_what_customers_said()) == [found]


# --- the request -------------------------------------------------------------------------------


def told(transition):
    return Event.objects.filter(record_type="reviews.reviewrequest", transition=transition).count()


def test_the_customer_is_asked_once_and_reminded_once_however_late(finished):
    assert told("ask") == 1
    for days, reminded in ((2, 0), (3.1, 1), (3.2, 0), (12, 0)):
        with clock.travelled(timedelta(days=days)):
            assert remind() == reminded
    assert (told("ask"), told("remind")) == (1, 1)


def test_nine_days_without_a_worker_remind_once(finished):
    with clock.travelled(timedelta(days=9)):
        assert [remind(), remind()] == [1, 0]


def test_who_has_written_is_not_reminded(review):
    with clock.travelled(timedelta(days=4)):
        assert remind() == 0
    assert ReviewRequest.objects.get().state == "reviewed"


def test_nobody_is_asked_for_work_that_is_not_confirmed(started):
    assert not ReviewRequest.objects.exists()
    assert not Job.objects.confirmed().exists()


def test_another_policy_re_dates_no_reminder(finished):
    before = ReviewRequest.objects.get().remind_at
    ReviewsPolicy.objects.update_or_create(defaults={"days_until_reminder": 30})
    assert ReviewRequest.objects.get().remind_at == before
