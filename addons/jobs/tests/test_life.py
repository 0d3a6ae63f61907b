from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.workflow import Conflict, Door, Forbidden, Invalid
from addons.base.workflow.doors import perform
from addons.chat.models import Conversation
from addons.jobs.flow import JobFlow
from addons.jobs.models import CustomerSearch, Job, Occupied
from addons.providers.flow import ProviderFlow

pytestmark = pytest.mark.django_db


def do(job, transition, actor, **data):
    return perform(job, transition, actor=actor, data=data, via=Door.PORTAL)


def finish(job, actor, **data):
    return perform(job, JobFlow.complete, actor=actor, data=data, via=Door.WEBSOCKET)


def cancel(job, actor, reason="Not needed"):
    return perform(job, JobFlow.cancel, actor=actor, data={"reason": reason}, via=Door.PORTAL)


def test_a_customer_cannot_start_the_work(accepted, alice):
    with pytest.raises(Forbidden):
        perform(accepted, JobFlow.start, actor=alice, data={"code": ""}, via=Door.PORTAL)


def test_starting_needs_the_customers_code_where_the_service_asks_for_one(
    book, ravi, category, accept
):
    category.start_code = True
    category.save()
    job = accept(book(ravi), ravi)
    with pytest.raises(Exception) as refusal:
        perform(job, JobFlow.start, actor=ravi.user, data={"code": "nope"}, via=Door.PORTAL)
    assert refusal.value.errors.keys() == {"code"}
    data = {"code": job.start_code}
    assert perform(job, JobFlow.start, actor=ravi.user, data=data, via=Door.PORTAL).started_at


def test_the_first_to_finish_completes_the_session(started, alice, ravi):
    job = finish(started, alice, rating_stars=5, rating_description="Quick.")
    session = job.work_sessions.get()
    assert job.is_confirmed and (job.completed_as, session.state) == ("seeker", "completed")
    assert (session.completed_by, session.rating_stars) == (alice, 5)
    with pytest.raises(Conflict) as refusal:
        finish(started, ravi.user)
    assert refusal.value.code == "wrong_state"
    assert refusal.value.details["changed_by"] == alice.pk


def test_a_provider_cannot_rate(started, ravi):
    with pytest.raises(Invalid) as refusal:
        finish(started, ravi.user, rating_stars=5)
    assert refusal.value.errors == {"rating_stars": ["only the seeker can rate"]}


@pytest.mark.parametrize("stars", [0, 6, 4.5, "many"])
def test_a_wrong_rating_is_named(started, alice, stars):
    with pytest.raises(Invalid) as refusal:
        finish(started, alice, rating_stars=stars)
    text = "rating_stars must be an integer between 1 and 5"
    assert refusal.value.errors == {"rating_stars": [text]}


def test_finishing_before_the_start_is_refused(accepted, alice):
    with pytest.raises(Conflict):
        finish(accepted, alice)


def test_finishing_switches_neither_duty_nor_search_back_on(started, alice, ravi):
    finish(started, ravi.user)
    ravi.refresh_from_db()
    assert ravi.duty == "busy"
    assert CustomerSearch.objects.state_of(alice) == "inactive"
    assert perform(ravi, ProviderFlow.go_on_duty, actor=ravi.user, via=Door.REST).is_on_duty


def test_cancelling_puts_duty_and_search_back_on(accepted, alice, ravi):
    cancel(accepted, alice)
    ravi.refresh_from_db()
    assert ravi.duty == "on_duty"
    assert CustomerSearch.objects.state_of(alice) == "active"
    assert accepted.work_sessions.get().state == "cancelled"
    assert not Occupied.objects.filter(job=accepted).exists()


def test_cancelling_needs_a_reason(book, ravi, alice):
    with pytest.raises(Invalid) as refusal:
        cancel(book(ravi), alice, reason="")
    assert list(refusal.value.errors) == ["reason"]


def test_a_customer_cannot_cancel_once_the_work_has_started_but_a_dispatcher_can(
    started, alice, dora
):
    with pytest.raises(Conflict) as refusal:
        cancel(started, alice)
    assert refusal.value.code == "work_started"
    assert cancel(started, dora).state == "cancelled"


def test_a_provider_cannot_cancel_but_gives_the_job_back(accepted, ravi, mira):
    with pytest.raises(Forbidden):
        cancel(accepted, ravi.user)
    data = {"reason": "My van broke down"}
    job = perform(accepted, JobFlow.unassign, actor=ravi.user, data=data, via=Door.PORTAL)
    ravi.refresh_from_db()
    assert (job.state, job.provider, ravi.duty) == ("pending", mira, "on_duty")
    assert ravi.standing.acceptance_rate == 0


def test_a_provider_with_a_live_job_cannot_go_on_duty(accepted, ravi):
    with pytest.raises(Conflict) as refusal:
        perform(ravi, ProviderFlow.go_on_duty, actor=ravi.user, via=Door.REST)
    assert refusal.value.code == "has_live_job"
    assert accepted.number in str(refusal.value)
    assert perform(ravi, ProviderFlow.go_off_duty, actor=ravi.user, via=Door.REST)


def test_a_dispatcher_gives_the_job_to_another_provider(accepted, ravi, mira, dora):
    data = {"provider": mira.pk, "reason": "Ravi is stuck"}
    job = perform(accepted, JobFlow.assign, actor=dora, data=data, via=Door.CONSOLE)
    ravi.refresh_from_db()
    assert (job.provider, ravi.duty) == (mira, "on_duty")
    assert sorted(s.state for s in job.work_sessions.all()) == ["active", "cancelled"]
    with pytest.raises(Conflict) as refusal:
        perform(job, JobFlow.start, actor=ravi.user, data={"code": ""}, via=Door.PORTAL)
    assert refusal.value.code == "not_yours"


def test_chat_opens_with_the_assignment_and_closes_with_the_finish(started, alice):
    session = started.work_sessions.get()
    assert Conversation.objects.about(session).get().takes_messages
    finish(started, alice)
    conversation = Conversation.objects.about(session).get()
    assert not conversation.takes_messages
    assert conversation.expires_at is not None


def test_the_other_side_agrees_to_a_new_time(accepted, alice, ravi):
    at = clock.now() + timedelta(days=2)
    job = perform(
        accepted,
        JobFlow.reschedule,
        actor=alice,
        data={"scheduled_at": at.isoformat()},
        via=Door.PORTAL,
    )
    assert (job.scheduled_at, job.proposed_time) == (None, at)
    with pytest.raises(Conflict):
        perform(job, JobFlow.agree_to_time, actor=alice, via=Door.PORTAL)
    job = perform(job, JobFlow.agree_to_time, actor=ravi.user, via=Door.PORTAL)
    assert (job.scheduled_at, job.proposed_time) == (at, None)


def test_who_lost_the_job_settles_nothing_of_it_any_more(accepted, alice, ravi, mira, dora):
    job = do(accepted, JobFlow.assign, dora, provider=mira.pk)
    at = (clock.now() + timedelta(days=2)).isoformat()
    for transition, data in (
        (JobFlow.reschedule, {"scheduled_at": at}),
        (JobFlow.unassign, {"reason": "x"}),
        (JobFlow.start, {}),
    ):
        with pytest.raises(Conflict) as refusal:
            do(job, transition, ravi.user, **data)
        assert refusal.value.code == "not_yours"
    job = do(job, JobFlow.reschedule, alice, scheduled_at=at)
    with pytest.raises(Conflict) as refusal:
        do(job, JobFlow.agree_to_time, ravi.user)
    assert refusal.value.code == "not_yours"
    assert do(job, JobFlow.agree_to_time, mira.user).scheduled_at is not None


def test_who_lost_the_job_sees_it_for_a_day(accepted, ravi, mira, dora):
    do(accepted, JobFlow.assign, dora, provider=mira.pk)
    assert Job.objects.visible_to(ravi.user).exists()
    with clock.travelled(timedelta(hours=25)):
        assert not Job.objects.visible_to(ravi.user).exists()
