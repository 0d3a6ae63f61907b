"""Who is told what around a confirmation, and that nobody is told of their own doing."""

from __future__ import annotations

import pytest

from addons.base.events.effects import run_owed_effects
from addons.completion.extends.jobs_job import JobCompletion
from addons.completion.schedules import complete, remind
from addons.jobs.flow import JobFlow
from addons.notifications.models import Notification

from .conftest import do

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What was told since the last call: pairs of notice and person."""

    def told():
        run_owed_effects()
        own = Notification.objects.filter(kind__startswith="completion.")
        found = {(n.kind.removeprefix("completion."), n.user.name) for n in own}
        Notification.objects.all().delete()
        return found

    return told


@pytest.fixture
def answered(asked, told):
    """Whether everything is done has been asked, and everybody has heard so."""
    assert told() == {("asked", "Alice"), ("waits", "Ravi")}
    return asked


def test_a_yes_is_told_to_both(answered, alice, told):
    do(answered, JobCompletion.approve_completion, alice)
    assert told() == {("confirmed", "Ravi"), ("thanked", "Alice")}


def test_a_no_tells_the_provider_what_to_put_right(answered, alice, told):
    do(answered, JobCompletion.reject_completion, alice, issues="It still drips")
    assert told() == {("not_right", "Ravi"), ("heard", "Alice")}


def test_a_customer_who_finishes_is_asked_nothing(started, alice, told):
    do(started, JobFlow.complete, alice)
    assert told() == {("finished_by_customer", "Ravi")}


def test_only_the_customer_is_reminded(answered, later, told):
    with later(hours=40):
        remind()
        assert told() == {("reminded", "Alice")}


def test_silence_is_told_to_both_and_to_the_agent(silent, later, told):
    told()  # what was owed before the clock went on
    with later(hours=50):
        assert told() == {
            ("followed_up", "Alice"),
            ("followed_up_provider", "Ravi"),
            ("to_follow_up", "Kim"),
        }


@pytest.mark.parametrize(
    ("outcome", "notice"),
    [("customer_confirmed", "answered_to_support"), ("customer_disputed", "disputed")],
)
def test_what_an_agent_hears_is_told_to_both(silent, kim, told, outcome, notice):
    told()
    do(silent, JobCompletion.complete_by_support, kim, outcome=outcome, notes="By phone")
    assert told() == {(notice, "Alice"), (notice, "Ravi")}


def test_what_completes_by_itself_is_told_to_both(silent, kim, later, told):
    for method in ("call", "sms", "email"):
        do(silent, JobCompletion.log_contact, kim, method=method, reached=False, notes="")
    with later(days=8):
        told()
        assert complete() == 1
        assert told() == {("completed_unanswered", "Alice"), ("completed_unanswered", "Ravi")}


def test_a_settled_dispute_is_told_to_both(silent, kim, max_, told):
    heard = {"outcome": "customer_disputed", "notes": "By phone"}
    job = do(silent, JobCompletion.complete_by_support, kim, **heard)
    told()
    do(job, JobCompletion.settle_dispute, max_, outcome="verified", reason="The photos show it")
    assert told() == {("settled", "Alice"), ("settled", "Ravi")}
