from __future__ import annotations

from datetime import timedelta

import pytest

from addons.base import clock
from addons.base.workflow import Conflict, Door, Forbidden, NotFound
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.schedules import expire_offers

pytestmark = pytest.mark.django_db


def reject(job, provider, reason=""):
    return perform(
        job, JobFlow.reject, actor=provider.user, data={"reason": reason}, via=Door.PORTAL
    )


def test_accepting_assigns_the_job_and_makes_the_provider_busy(book, ravi, accept):
    job = accept(book(ravi), ravi)
    ravi.refresh_from_db()
    assert (job.state, job.provider, ravi.duty) == ("assigned", ravi, "busy")
    assert job.work_sessions.get().state == "active"
    assert job.offers.get().state == "accepted"


def test_accepting_for_later_leaves_the_provider_on_duty_until_it_starts(book, ravi, accept):
    at = clock.now() + timedelta(days=1)
    job = accept(book(ravi, scheduled_at=at.isoformat()), ravi)
    ravi.refresh_from_db()
    assert ravi.duty == "on_duty"
    perform(job, JobFlow.start, actor=ravi.user, via=Door.PORTAL, data={"code": ""})
    ravi.refresh_from_db()
    assert ravi.duty == "busy"


def test_accepting_twice_says_already_taken(accepted, ravi, accept):
    with pytest.raises(Conflict) as refusal:
        accept(accepted, ravi)
    assert refusal.value.code == "wrong_state"
    assert str(refusal.value) == "already taken"


def test_who_was_not_asked_does_not_find_the_job(book, ravi, mira, accept):
    with pytest.raises(NotFound):
        accept(book(ravi), mira)


def test_a_customer_cannot_accept(book, ravi, alice):
    with pytest.raises(Forbidden):
        perform(book(ravi), JobFlow.accept, actor=alice, via=Door.PORTAL)


def test_rejecting_asks_the_next_best_at_once(book, ravi, mira):
    job = reject(book(ravi), ravi, "Too far today")
    assert (job.state, job.provider) == ("pending", mira)
    assert [o.state for o in job.offers.order_by("pk")] == ["rejected", "open"]
    assert job.offers.order_by("pk").first().reject_reason == "Too far today"


def test_nobody_is_asked_twice_for_one_job(book, ravi, mira):
    job = reject(reject(book(ravi), ravi), mira)
    assert job.provider is None
    assert job.waits_for_dispatcher_since is not None
    assert job.offers.count() == 2


def test_after_the_maximum_of_offers_a_dispatcher_is_called(book, ravi, mira, omar, category):
    category.maximum_offers = 2
    category.save()
    job = reject(reject(book(ravi), ravi), mira)
    assert job.offers.count() == 2
    assert job.waits_for_dispatcher_since is not None


def test_answering_a_rejected_offer_again_says_it_is_closed(book, ravi, mira, accept):
    job = reject(book(ravi), ravi)
    for answer in (accept, reject):
        with pytest.raises(Conflict) as refusal:
            answer(job, ravi)
        assert refusal.value.code == "offer_closed"


def test_a_passed_deadline_closes_the_offer_before_any_sweep(book, ravi, accept):
    job = book(ravi)
    with clock.travelled(timedelta(minutes=11)), pytest.raises(Conflict) as refusal:
        accept(job, ravi)
    assert refusal.value.code == "offer_closed"


def test_a_passed_deadline_goes_to_the_next_provider_once(book, ravi, mira, omar):
    job = book(ravi)
    with clock.travelled(timedelta(minutes=11)):
        assert expire_offers() == 1
        assert expire_offers() == 0
        job.refresh_from_db()
        assert job.provider in (mira, omar)
    assert sorted(o.state for o in job.offers.all()) == ["expired", "open"]


def test_sweeping_nine_days_late_does_the_same(book, ravi, mira):
    job = book(ravi)
    with clock.travelled(timedelta(days=9)):
        expire_offers()
        job.refresh_from_db()
    assert job.provider == mira


def test_a_customer_chooses_another_provider_while_waiting(book, ravi, mira, alice, accept):
    job = perform(
        book(ravi),
        JobFlow.choose_provider,
        actor=alice,
        data={"provider": mira.pk},
        via=Door.PORTAL,
    )
    assert [o.state for o in job.offers.order_by("pk")] == ["withdrawn", "open"]
    with pytest.raises(Conflict) as refusal:
        accept(job, ravi)
    assert refusal.value.code == "offer_closed"
    assert accept(job, mira).provider == mira


def test_who_gave_a_job_back_is_not_asked_for_it_again(book, ravi, mira, dora):
    job = perform(
        book(mira), JobFlow.assign, actor=dora, data={"provider": ravi.pk}, via=Door.CONSOLE
    )
    job = perform(
        job, JobFlow.unassign, actor=ravi.user, data={"reason": "My van"}, via=Door.PORTAL
    )
    assert job.provider is None
    assert job.waits_for_dispatcher_since is not None
