"""A worker that dies among a job's sweeps and messages leaves nothing out and nothing twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.effects import owed_effects, run_owed_effects
from addons.base.events.verify import breaks
from addons.base.models import Event
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Occupied, Offer
from addons.jobs.schedules import expire_offers
from addons.notifications.models import Notification
from tests.test_crashes import dies_at, of_kind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people and jobs of the other fixtures have to be there for other processes."""


@pytest.mark.parametrize(
    "point",
    [
        "schedules:mid-batch",
        "perform:after-history",
        "perform:after-follow-ups",
        "perform:after-commit",
    ],
)
def test_each_offer_is_passed_on_once(book, ravi, mira, omar, point):
    jobs = [book(ravi) for _ in range(3)]
    with clock.travelled(timedelta(minutes=11)):
        assert dies_at(point, expire_offers)
        assert list(breaks()) == []
        expire_offers()
        expire_offers()
    for job in jobs:
        told = Event.objects.of(job).order_by("sequence").values_list("transition", flat=True)
        assert list(told) == ["book", "lapse", "ask"]
        assert job.offers.open().count() == 1
    assert Offer.objects.filter(state="expired").count() == len(jobs)
    assert list(breaks()) == []


@pytest.mark.parametrize("point", of_kind("perform:"))
def test_an_acceptance_takes_the_time_or_leaves_it(book, ravi, accept, point):
    job = book(ravi)
    assert dies_at(point, lambda: accept(job, ravi))
    job.refresh_from_db()
    assert Occupied.objects.filter(job=job).exists() == (job.state == "assigned")
    assert job.work_sessions.count() == int(job.state == "assigned")
    assert list(breaks()) == []
    if job.state == "pending":
        accept(job, ravi)
    assert job.work_sessions.active().count() == 1
    assert list(breaks()) == []


@pytest.mark.parametrize("point", of_kind("effects:"))
def test_nobody_is_told_twice(started, ravi, point):
    perform(started, JobFlow.complete, actor=ravi.user, via=Door.REST)
    assert dies_at(point, run_owed_effects)
    later = timedelta(days=2)
    with clock.travelled(later):
        while run_owed_effects():
            pass
    assert not owed_effects().exists()
    told = Notification.objects.values_list("event", "kind", "user")
    assert len(told) == len(set(told)) > 0
    # One mail to each person about each of the things that happened, whoever died meanwhile.
    sent = [(message.subject, *message.to) for message in mail.outbox]
    assert len(sent) == len(set(sent))
