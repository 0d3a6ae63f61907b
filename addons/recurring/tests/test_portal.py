"""Repeating from the booking's own pages, without scripts, and what either side then sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from addons.accounts.models import Address
from addons.base import clock
from addons.base.surfaces.console.sites import viewset_of
from addons.jobs.models import Job
from addons.recurring.models import Series

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client: Client, alice) -> Client:
    Address.objects.create(
        user=alice, label="Home", line="1", area="A", city="B", latitude=28.6139, longitude=77.2090
    )
    client.force_login(alice)
    return client


@pytest.fixture
def who(pages, category, ravi):
    """The page of who and when, come to by the first one."""
    said = {"description": "A tap drips", "place": Address.objects.get().pk, "photos": ""}
    assert pages.post(f"/book/{category.slug}/", said).status_code == 303
    return f"/book/{category.slug}/who/?day={(clock.now() + timedelta(days=2)).date()}"


def a_time(pages, who):
    return pages.get(who).context["cards"][0]["slots"][0]["value"]


def test_a_booking_in_three_posts_repeats(pages, who, category, alice):
    until = (clock.now() + timedelta(days=60)).date().isoformat()
    answer = {"choice": a_time(pages, who), "repeat": "two_weeks", "repeat_until": until}
    assert pages.post(who, answer).status_code == 303
    confirm = f"/book/{category.slug}/confirm/"
    assert "Every two weeks until" in pages.get(confirm).content.decode()
    page = pages.post(confirm, follow=True).content.decode()
    series = Series.objects.get()
    assert (series.customer, series.every, str(series.ends_on)) == (alice, "two_weeks", until)
    assert series.get_absolute_url() in page


def test_a_booking_for_once_repeats_nothing(pages, who, category):
    pages.post(who, {"choice": a_time(pages, who), "repeat": "", "repeat_until": ""})
    confirm = f"/book/{category.slug}/confirm/"
    assert not pages.get(confirm).context["answers"]
    pages.post(confirm)
    assert Job.objects.count() == 1
    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("choice", "days", "field"), [("@", 60, "repeat"), (None, 1, "repeat_until")]
)
def test_what_cannot_repeat_is_said_on_the_page_and_the_choice_stays(
    pages, who, choice, days, field
):
    chosen = choice or a_time(pages, who)
    until = (clock.now() + timedelta(days=days)).date().isoformat()
    page = pages.post(who, {"choice": chosen, "repeat": "week", "repeat_until": until})
    assert page.status_code == 422
    (question,) = page.context["questions"]
    assert list(question.errors) == [field]
    slots = [slot for card in page.context["cards"] for slot in card["slots"]]
    assert [s["value"] for s in slots if s["chosen"]] == ([] if choice else [chosen])


def test_both_sides_find_it_among_their_jobs_and_on_a_page_of_its_own(series, client, alice, ravi):
    for person, lists, button in (
        (alice, "/jobs/", "pause"),
        (ravi.user, "/pro/today/", "step-back"),
    ):
        client.force_login(person)
        assert series.get_absolute_url() in client.get(lists).content.decode()
        page = client.get(series.get_absolute_url()).content.decode()
        assert f"do/{button}/" in page
        assert series.rhythm in page
        for part in ("status", "dates"):
            answer = client.get(f"{series.get_absolute_url()}part/{part}/")
            assert answer.content.decode() in page


def test_the_provider_reads_the_area_only(series, client, alice, ravi):
    address = "12 Main Street"
    client.force_login(alice)
    assert address in client.get(series.get_absolute_url()).content.decode()
    client.force_login(ravi.user)
    assert address not in client.get(series.get_absolute_url()).content.decode()


def test_it_is_skipped_paused_and_ended_by_its_forms(series, client, alice):
    client.force_login(alice)
    page = series.get_absolute_url()
    day = (clock.now() + timedelta(days=12)).date().isoformat()
    for path, data in (
        ("skip-next", {"reason": ""}),
        ("change", {"every": "week", "next_on": day, "at": "11:00", "ends_on": ""}),
        ("pause", {"reason": ""}),
        ("resume", {}),
        ("end", {"reason": "We move"}),
    ):
        assert client.get(f"{page}do/{path}/").status_code == 200
        assert client.post(f"{page}do/{path}/", data).status_code == 303, path
    series.refresh_from_db()
    assert series.state == "ended"


def test_somebody_else_finds_nothing(series, client, bob):
    client.force_login(bob)
    assert client.get(series.get_absolute_url()).status_code == 404


def test_programs_begin_read_and_skip_one(booked, ravi, accept, client, alice, bob):
    job = accept(booked(ravi), ravi)
    client.force_login(alice)
    made = client.post(
        "/api/v1/recurring/", {"job": job.pk, "every": "week"}, content_type="application/json"
    )
    assert made.status_code == 201, made.content
    series = made.json()
    assert [date["job"] for date in series["dates"]] == [job.pk]
    assert len(series["planned"]) == 3
    skip = client.post(
        f"/api/v1/recurring/{series['id']}/skip-next/", {}, content_type="application/json"
    )
    assert skip.status_code == 200, skip.content
    assert client.get("/api/v1/recurring/").json()["count"] == 1
    client.force_login(bob)
    assert client.get(f"/api/v1/recurring/{series['id']}/").status_code == 404


def test_staff_find_it_in_the_console_and_on_its_jobs(series, client, dora):
    client.force_login(dora)
    pages = viewset_of(Series)
    listed = client.get(pages.url("index")).content.decode()
    assert pages.record_url(series.pk) in listed
    assert series.rhythm in client.get(pages.record_url(series.pk)).content.decode()
    job = series.occurrences.get().job
    page = client.get(viewset_of(Job).record_url(job.pk)).content.decode()
    assert pages.record_url(series.pk) in page
