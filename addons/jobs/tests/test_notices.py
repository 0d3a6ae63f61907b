"""Who is told what by inbox and e-mail, and that nobody is told of their own doing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.notifications.models import Notification
from addons.notifications.points import NOTICES

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What was told since the last call: pairs of notice and person."""

    def told():
        run_owed_effects()
        assert not EffectRun.objects.filter(done_at=None).exists()
        # What other addons tell of a job, such as its invoice, is theirs to test.
        own = Notification.objects.filter(kind__startswith="jobs.").order_by("pk")
        rows = own.values_list("kind", "user__name")
        found = {(kind.removeprefix("jobs."), name) for kind, name in rows}
        Notification.objects.all().delete()
        return found

    return told


def do(job, transition, actor, **data):
    return perform(job, transition, actor=actor, data=data, via=Door.PORTAL)


def test_the_provider_is_told_of_the_offer_and_the_customer_of_the_answer(book, ravi, accept, told):
    job = book(ravi)
    assert told() == {("offered", "Ravi")}
    accept(job, ravi)
    assert told() == {("accepted", "Alice")}


def test_nobody_found_is_told_to_the_customer_and_the_dispatchers(book, dora, told):
    job = book(None)
    assert told() == {("nobody_found", "Alice"), ("needs_dispatcher", "Dora")}
    assert job.number in mail.outbox[-1].subject + mail.outbox[0].subject


def test_an_assignment_is_told_to_both_and_to_who_had_it(accepted, mira, dora, told):
    told()
    do(accepted, JobFlow.assign, dora, provider=mira.pk, reason="Ravi is stuck")
    assert told() == {("provider_found", "Alice"), ("given", "Mira"), ("taken_back", "Ravi")}


def test_giving_back_is_told_to_the_customer_with_the_name_of_who_gave_it(
    accepted, ravi, mira, told
):
    told()
    do(accepted, JobFlow.unassign, ravi.user, reason="SECRET")
    assert told() == {("given_back", "Alice"), ("offered", "Mira")}
    subjects = [letter.subject for letter in mail.outbox]
    assert "Ravi cannot come for Leak repair" in subjects
    assert "SECRET" not in str([letter.body for letter in mail.outbox])


def test_another_time_is_told_to_the_other_side(accepted, alice, ravi, dora, told):
    told()
    at = (clock.now() + timedelta(days=2)).isoformat()
    job = do(accepted, JobFlow.reschedule, alice, scheduled_at=at)
    assert told() == {("time_asked", "Ravi")}
    do(job, JobFlow.agree_to_time, ravi.user)
    assert told() == {("time_agreed", "Alice")}
    later = (clock.now() + timedelta(days=3)).isoformat()
    do(job, JobFlow.reschedule, dora, scheduled_at=later)
    assert told() == {("moved", "Alice"), ("moved", "Ravi")}


def test_start_and_finish_are_told_to_the_other_side(accepted, ravi, told, unasked):
    told()
    job = do(accepted, JobFlow.start, ravi.user)
    assert told() == {("started", "Alice")}
    do(job, JobFlow.complete, ravi.user)
    assert told() == {("completed", "Alice")}
    assert any(str(int(job.total)) in letter.subject for letter in mail.outbox)


def test_a_finish_by_staff_is_told_to_both(started, dora, told, unasked):
    told()
    do(started, JobFlow.complete, dora)
    assert told() == {("completed", "Alice"), ("completed", "Ravi")}


def test_a_cancellation_is_told_to_the_other_side_with_its_reason(accepted, alice, told):
    told()
    do(accepted, JobFlow.cancel, alice, reason="Fixed it myself")
    assert told() == {("cancelled", "Ravi")}
    assert "Fixed it myself" in mail.outbox[-1].body


def test_a_notice_leads_to_the_job(accepted, told):
    run_owed_effects()
    urls = set(Notification.objects.values_list("url", flat=True))
    assert urls == {accepted.get_absolute_url()}


def test_every_notice_names_only_its_own_fields():
    for notice in NOTICES.values():
        notice.subject.format(**dict.fromkeys(notice.fields, ""))
        notice.text.format(**dict.fromkeys(notice.fields, ""))
