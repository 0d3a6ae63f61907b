"""What addons hang on booking: ways to pay, reasons to hold a job back, panels."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from addons.base.workflow import Conflict, Door, Refused, State, System
from addons.base.workflow.doors import create, perform
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.points import (
    CONFIRMED,
    HOLDS_BACK,
    PAYMENT_METHODS,
    WHEN_CALLED_OFF,
    WHEN_CONFIRMED,
    Obstacle,
    confirmed_states,
)
from addons.jobs.schedules import ask_further
from addons.jobs.tests.conftest import TEST, booking

pytestmark = pytest.mark.django_db

TOO_LITTLE = Obstacle(
    code="insufficient_funds",
    message="90.00 is missing.",
    missing=Decimal(90),
    url="/shells/?all=1",
    label="Find shells",
)


@pytest.fixture
def by_shells(monkeypatch):
    """Shells buy what costs less than 100."""
    shells = replace(
        PAYMENT_METHODS["cash"],
        label="Shells",
        explain=lambda category: "You give shells at once.",
        promise="You have given shells.",
        total="Total, in shells",
        offer_note="pays shells",
        why_not=lambda customer, total: TOO_LITTLE if total >= 100 else None,
        instead="cash",
        after=lambda job: f"/shells/{job.pk}/",
        order=10,
    )
    monkeypatch.setitem(PAYMENT_METHODS._entries, "shells", shells)
    return shells


@pytest.fixture
def held_back(monkeypatch):
    """Whatever says "wait" waits."""
    entry = ("test", lambda job: "wait" in job.description)
    monkeypatch.setattr(HOLDS_BACK, "_entries", [entry])


@pytest.fixture
def waiting(book, held_back, ravi):
    def waiting(chosen=None, **more):
        return book(chosen, description="Please wait", **more)

    return waiting


# --- ways to pay -------------------------------------------------------------------------------


def test_a_method_that_cannot_be_used_refuses_and_says_what_is_missing(book, ravi, by_shells):
    with pytest.raises(Refused) as refusal:
        book(ravi, payment_method="shells")
    assert (refusal.value.code, refusal.value.http_status) == ("insufficient_funds", 409)
    assert refusal.value.details["missing"] == {"amount": "90.00", "currency": "INR"}
    assert not Job.objects.exists()


def test_what_the_system_books_ahead_falls_back_to_another_method(alice, ravi, by_shells):
    data = booking(ravi, customer=alice.pk, payment_method="shells")
    job = create(Job, actor=System("test"), data=data, via=Door.FOLLOW_UP)
    assert job.payment_method == "cash"


def test_what_the_system_books_ahead_is_paid_in_cash_when_its_addon_is_off(
    alice, ravi, monkeypatch
):
    cash = {"cash": PAYMENT_METHODS["cash"]}
    monkeypatch.setattr(PAYMENT_METHODS, "_entries", cash)
    data = booking(ravi, customer=alice.pk, payment_method="wallet")
    job = create(Job, actor=System("test"), data=data, via=Door.FOLLOW_UP)
    assert job.payment_method == "cash"


# --- held back ---------------------------------------------------------------------------------


def test_a_job_that_is_held_back_is_offered_to_nobody(waiting, ravi, mira):
    chosen, anyone = waiting(ravi), waiting(None)
    for job in (chosen, anyone):
        assert job.is_held_back
        assert not job.offers.exists()
        assert job.waits_for_dispatcher_since is None
    assert ask_further().done == 0


def test_others_are_offered_as_before(book, held_back, ravi):
    assert book(ravi).offers.count() == 1


def test_released_it_is_offered_as_after_booking(waiting, ravi):
    job = perform(waiting(ravi), JobFlow.begin_to_look, actor=TEST, via=Door.FOLLOW_UP)
    assert not job.is_held_back
    assert [offer.provider for offer in job.offers.all()] == [ravi]
    assert job.providers_asked == 1


def test_released_it_asks_the_next_one_if_the_chosen_is_taken(waiting, book, bob, ravi, mira):
    job = waiting(ravi)
    perform(book(ravi, by=bob), JobFlow.accept, actor=ravi.user, via=Door.PORTAL)
    job = perform(job, JobFlow.begin_to_look, actor=TEST, via=Door.FOLLOW_UP)
    assert [offer.provider for offer in job.offers.all()] == [mira]


def test_released_with_nobody_near_it_calls_a_dispatcher(waiting, ravi):
    job = waiting(None)
    ravi.services.all().delete()
    job = perform(job, JobFlow.begin_to_look, actor=TEST, via=Door.FOLLOW_UP)
    assert job.waits_for_dispatcher_since is not None


def test_it_is_released_once(waiting, ravi):
    job = perform(waiting(ravi), JobFlow.begin_to_look, actor=TEST, via=Door.FOLLOW_UP)
    with pytest.raises(Conflict, match="asked already"):
        perform(job, JobFlow.begin_to_look, actor=TEST, via=Door.FOLLOW_UP)


def test_another_provider_chosen_meanwhile_is_the_one_who_is_asked(waiting, alice, ravi, mira):
    data = {"provider": mira.pk}
    job = perform(waiting(ravi), JobFlow.choose_provider, actor=alice, data=data, via=Door.PORTAL)
    assert not job.offers.exists()
    job = perform(job, JobFlow.begin_to_look, actor=TEST, via=Door.FOLLOW_UP)
    assert [offer.provider for offer in job.offers.all()] == [mira]
    assert job.providers_asked == 1


def test_its_page_does_not_say_that_an_answer_is_awaited(client, waiting, alice, ravi):
    client.force_login(alice)
    page = client.get(waiting(ravi).get_absolute_url()).content.decode()
    assert "Nobody is asked yet" in page and "Not sent yet" in page
    assert "Waiting for an answer" not in page


# --- how it ends -------------------------------------------------------------------------------


def test_work_is_confirmed_when_it_is_completed_unless_an_addon_brings_a_state(monkeypatch):
    monkeypatch.setattr(CONFIRMED, "_entries", [])
    assert confirmed_states() == ["completed"]
    monkeypatch.setattr(CONFIRMED, "_entries", [("completion", State("verified", "Verified"))])
    assert confirmed_states() == ["verified"]


def test_what_hangs_on_confirmed_work_is_called_once(monkeypatch, started, ravi):
    monkeypatch.setattr(CONFIRMED, "_entries", [])
    seen: list[tuple[str, str]] = []
    heard = [("test", lambda job, change: seen.append((job.state, change.previous_state)))]
    monkeypatch.setattr(WHEN_CONFIRMED, "_entries", heard)
    job = perform(started, JobFlow.complete, actor=ravi.user, data={}, via=Door.PORTAL)
    assert seen == [("completed", "in_progress")]
    assert job.is_confirmed and Job.objects.confirmed().get() == job


def test_what_hangs_on_a_job_called_off_is_called(monkeypatch, accepted, alice):
    seen: list[str] = []
    heard = [("test", lambda job, change: seen.append(job.state))]
    monkeypatch.setattr(WHEN_CALLED_OFF, "_entries", heard)
    data = {"reason": "It stopped."}
    perform(accepted, JobFlow.cancel, actor=alice, data=data, via=Door.PORTAL)
    assert seen == ["cancelled"]


def test_what_is_not_confirmed_hears_nothing(monkeypatch, started, alice):
    monkeypatch.setattr(CONFIRMED, "_entries", [("test", State("checked", "Checked"))])
    seen: list[str] = []
    heard = [("test", lambda job, change: seen.append(job.state))]
    monkeypatch.setattr(WHEN_CONFIRMED, "_entries", heard)
    job = perform(started, JobFlow.complete, actor=alice, data={}, via=Door.PORTAL)
    assert seen == [] and not job.is_confirmed
