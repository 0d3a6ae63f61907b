"""The pages of a job: what may be done stands there, and what may not is answered there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from addons.base import clock
from addons.base.models import Event
from addons.base.workflow.compose import flow_of
from addons.jobs.models import Job
from addons.jobs.schedules import expire_offers

from .browsing import browser_of, said_on, text_of

pytestmark = pytest.mark.django_db


def test_foreign_and_missing_jobs_look_the_same(book, ravi, bob):
    job, pages = book(ravi), browser_of(bob)
    for name in ("", "do/cancel/", "part/status/", "chat/"):
        foreign, missing = (pages.get(f"/jobs/{pk}/{name}") for pk in (job.pk, 999_999))
        assert (foreign.status_code, missing.status_code) == (404, 404)


def press(person: Any, job: Job, name: str, **said: Any) -> Any:
    said = {"version": job.version, "reason": "Not needed"} | said
    return browser_of(person).post(f"/jobs/{job.pk}/do/{name}/", said)


def test_what_happened_stays_readable_when_its_addon_is_off(started, alice, monkeypatch):
    pages, job = browser_of(alice), f"/jobs/{started.pk}/"
    assert pages.post(f"{job}do/complete/", {"rating_stars": 5}).status_code == 303
    flow = flow_of(Job)
    monkeypatch.delitem(flow.states, "in_progress")
    monkeypatch.delitem(flow.transitions, "start")
    page = pages.get(job)
    assert "<b>Start</b>" in text_of(page)


def test_an_unknown_field_is_named_and_nothing_happens(book, ravi, alice):
    job = book(ravi)
    answer = press(alice, job, "cancel", price="1")
    assert answer.status_code == 422
    job.refresh_from_db()
    assert job.state == "pending"


def test_a_wrong_state_says_how_things_stand(started, alice):
    answer = press(alice, started, "cancel")
    assert answer.status_code == 409
    assert 'role="alert"' in text_of(answer)


def test_the_second_of_two_tabs_is_told(book, ravi):
    job = book(ravi)
    assert press(ravi.user, job, "accept", reason="").status_code in (303, 422)
    late = press(ravi.user, job, "accept")
    assert late.status_code == 409
    assert Event.objects.of(job).filter(transition="accept").count() == 1


def test_an_offer_that_ran_out_is_not_accepted(book, ravi, mira):
    job = book(ravi)
    with clock.travelled(timedelta(minutes=11)):
        expire_offers()
        answer = press(ravi.user, job, "accept")
    assert answer.status_code == 409
    job.refresh_from_db()
    assert job.state == "pending"


def test_who_is_no_provider_is_shown_how_to_become_one(alice):
    pages = browser_of(alice)
    for name in ("/pro/", "/pro/today/", "/pro/offers/"):
        answer = pages.get(name)
        assert answer["Location"] == "/providers/apply/"
    assert "Apply here" in said_on(pages, answer)


def test_an_open_offer_has_its_countdown_on_the_jobs_page(book, ravi):
    job = book(ravi)
    page = text_of(browser_of(ravi.user).get(job.get_absolute_url()))
    assert f'total="{job.offers.get().seconds_given}"' in page
    assert "A new offer for you" in page


def test_a_new_time_is_chosen_from_a_calendar(accepted, ravi):
    page = browser_of(ravi.user).get(f"{accepted.get_absolute_url()}do/reschedule/")
    assert 'type="datetime-local" name="scheduled_at"' in text_of(page)


def test_whose_turn_is_over_is_told_so(book, ravi, mira):
    job = book(ravi)
    press(ravi.user, job, "reject")
    page = text_of(browser_of(ravi.user).get(job.get_absolute_url()))
    assert "This job is no longer open to you" in page
    assert "A new offer for you" not in page
