"""Who is told what of a review, and what stays when somebody is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.chain import breaks_in
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun, Event
from addons.base.points import PERSONAL
from addons.base.privacy import forget
from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.notifications.models import Notification
from addons.reviews.flow import ReviewFlow
from addons.reviews.models import Review
from addons.reviews.schedules import remind

from .conftest import standing, write

pytestmark = pytest.mark.django_db

LATER = timedelta(days=30)


@pytest.fixture
def told():
    """What reviews told since the last call: pairs of notice and person."""

    def told():
        with clock.travelled(LATER):
            run_owed_effects()
        assert not EffectRun.objects.filter(done_at=None).exists()
        rows = Notification.objects.order_by("pk").values_list("kind", "user__name")
        found = [(kind, name) for kind, name in rows if kind.startswith("reviews.")]
        Notification.objects.all().delete()
        mail.outbox.clear()
        return sorted((kind.removeprefix("reviews."), name) for kind, name in found)

    return told


def act(review, transition, actor, **data):
    return perform(review, transition, actor=actor, data=data, via=Door.CONSOLE)


def test_each_side_is_told_once_of_what_the_other_did(finished, alice, ravi, told):
    assert told() == [("asked", "Alice")]
    review = write(finished, by=alice)
    assert told() == [("written", "Ravi")]
    act(review, ReviewFlow.answer, ravi.user, answer="Thank you.")
    assert told() == [("answered", "Alice")]
    sara = make_person("sara", roles=("support_agent",))
    hidden = act(Review.objects.get(), ReviewFlow.hide, sara, reason="Insults.")
    assert told() == [("hidden", "Alice"), ("hidden", "Ravi")]
    act(hidden, ReviewFlow.show, sara)
    assert told() == [("shown", "Alice"), ("shown", "Ravi")]


def test_a_reminder_that_is_overtaken_by_the_review_is_not_sent(finished, alice, told):
    told()
    with clock.travelled(timedelta(days=4)):
        remind()
    write(finished, by=alice)
    assert told() == [("written", "Ravi")]


def test_a_forgotten_customer_leaves_stars_and_no_words(review, alice, ravi):
    assert "Dry again." in str(list(PERSONAL["reviews.Review"].export(alice)))
    forget(alice)
    left = str([list(t._base_manager.values()) for t in (Review, Review.history.model, Event)])
    assert "Dry again." not in left
    review.refresh_from_db()
    stream = Event.objects.of(review).order_by("sequence")
    assert not list(breaks_in(stream, head=(review.version, review.chain)))
    assert standing(ravi) == ("4.00", 1)


def test_a_forgotten_provider_leaves_no_answer(review, ravi):
    act(review, ReviewFlow.answer, ravi.user, answer="SECRET")
    assert "SECRET" in str(list(PERSONAL["reviews.Review"].export(ravi.user)))
    forget(ravi.user)
    left = str([list(t._base_manager.values()) for t in (Review, Review.history.model, Event)])
    assert "SECRET" not in left
