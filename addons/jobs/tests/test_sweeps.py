"""Offers that run out are closed in sets, and each promise of going one by one still holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from addons.base import clock
from addons.base.events.verify import breaks
from addons.base.models import Event
from addons.base.points import FollowUp
from addons.base.workflow import Door, Refused, bulk
from addons.base.workflow.compose import flow_of
from addons.base.workflow.doors import override, perform
from addons.jobs import schedules
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job, Offer
from addons.jobs.offer_flow import OfferFlow
from addons.jobs.schedules import ask_further, close_overdue, expire_offers
from addons.providers.models import ProviderStanding

pytestmark = pytest.mark.django_db


@pytest.fixture
def overdue(book, ravi, mira, omar):
    """Three jobs whose offers have just run out."""
    jobs = [book(ravi) for _ in range(3)]
    with clock.travelled(timedelta(minutes=11)):
        yield jobs


def told(job):
    events = Event.objects.of(job).order_by("sequence")
    return list(events.values_list("transition", flat=True))


@pytest.mark.usefixtures("only_its_own_queries")
def test_six_offers_take_as_many_statements_as_three(overdue, book, ravi):
    with CaptureQueriesContext(connection) as three:
        assert close_overdue().done == 3
    for _ in range(6):
        book(ravi)
    with clock.travelled(timedelta(minutes=11)), CaptureQueriesContext(connection) as six:
        assert close_overdue().done == 6
    assert len(six) == len(three) <= 20


@pytest.mark.parametrize("set_based", [True, False])
def test_in_sets_and_one_by_one_the_same_is_told(overdue, ravi, set_based, monkeypatch):
    if not set_based:
        monkeypatch.setattr(bulk.Task, "is_set_based", False)
    assert close_overdue().done == 3
    for job in overdue:
        offer = job.offers.get()
        assert told(job) == ["book", "lapse"]
        assert told(offer) == ["make", "expire"]
        lapse = Event.objects.of(job).get(transition="lapse")
        assert lapse.caused_by == Event.objects.of(offer).get(transition="expire").pk
        assert (lapse.system_name, lapse.via) == ("jobs.dispatch", Door.FOLLOW_UP)
    assert ProviderStanding.objects.get(provider=ravi).offers_answered == 3
    assert list(breaks()) == []


@pytest.mark.parametrize("after_closing", [close_overdue, expire_offers])
def test_a_job_that_nobody_was_asked_for_is_not_forgotten(overdue, after_closing):
    close_overdue()
    assert list(Job.objects.looking()) == overdue
    after_closing()
    ask_further()
    for job in overdue:
        assert told(job) == ["book", "lapse", "ask"]
        assert job.offers.open().count() == 1
    assert not Job.objects.looking().exists()


def test_a_job_that_cannot_look_further_keeps_its_offer_and_holds_up_no_other(overdue, dora):
    stuck, *others = overdue
    override(stuck, state="cancelled", actor=dora, notes="By phone", via=Door.CONSOLE)
    outcome = close_overdue()
    assert (outcome.done, outcome.unchanged) == (2, 1)
    assert stuck.offers.get().state == "open"
    assert {job.offers.get().state for job in others} == {"expired"}


def test_who_chose_another_provider_meanwhile_is_not_asked_for(overdue, mira, alice):
    close_overdue()
    stale = Job.objects.get(pk=overdue[0].pk)
    perform(
        stale, JobFlow.choose_provider, actor=alice, data={"provider": mira.pk}, via=Door.PORTAL
    )
    assert ask_further().done == 2
    assert told(stale) == ["book", "lapse", "choose_provider"]


def test_one_that_fails_is_asked_for_again_and_holds_up_no_other(overdue, monkeypatch, caplog):
    def ask(job, *, via):
        if job.pk == overdue[0].pk:
            raise RuntimeError("broken")
        real(job, via=via)

    real = schedules.ask_next
    monkeypatch.setattr(schedules, "ask_next", ask)
    expire_offers()
    assert list(Job.objects.looking()) == overdue[:1]
    monkeypatch.setattr(schedules, "ask_next", real)
    expire_offers()
    assert Offer.objects.open().count() == 3


def test_a_follow_up_that_knows_no_sets_is_asked_for_each(overdue, monkeypatch):
    def refuse(offer, change):
        if offer.job_id == overdue[0].pk:
            raise Refused("not_this_one", "Not this one.")

    follow_ups = flow_of(Offer).follow_ups
    one_more = FollowUp(after=OfferFlow.expire, run=refuse, addon="tests")
    monkeypatch.setitem(follow_ups, "expire", [*follow_ups["expire"], one_more])
    outcome = close_overdue()
    assert (outcome.done, outcome.refused) == (2, 1)
    assert told(overdue[0]) == ["book"]
