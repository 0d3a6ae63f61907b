"""The pages of both sides, where no script runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from addons.appointments.models import Appointment
from addons.base.testing.surfaces import SIGNED_IN_BY

from .arrange import book, in_days, now, sweep

pytestmark = pytest.mark.django_db


def as_(person):
    client = Client()
    client.force_login(person, SIGNED_IN_BY)
    return client


def text_of(answer):
    return answer.content.decode()


def page_of_booking(provider, day=None, **more):
    day = timezone.localdate(day or in_days())
    asked = "&".join(f"{name}={value}" for name, value in more.items())
    return f"/appointments/with/{provider.pk}/?day={day:%Y-%m-%d}&{asked}"


def test_the_consultants_pages_lead_to_booking(alice, tara, category):
    link = f"/appointments/with/{tara.pk}/?category=astrology"
    assert link in text_of(as_(alice).get(f"/providers/{tara.pk}/"))
    assert link in text_of(as_(alice).get(f"/c/with/{tara.pk}/"))


def test_a_time_is_picked_from_the_free_ones_and_booked(alice, tara, booked):
    shown = text_of(as_(alice).get(page_of_booking(tara, minutes=15)))
    free = booked.ends_at
    assert f'value="{free.isoformat()}"' in shown
    assert f'value="{booked.starts_at.isoformat()}"' not in shown
    data = {
        "starts_at": free.isoformat(),
        "minutes": "15",
        "category": "astrology",
        "note": "Stars",
    }
    answer = as_(alice).post(f"/appointments/with/{tara.pk}/", data)
    assert answer.status_code == 303
    made = Appointment.objects.latest("pk")
    assert (made.starts_at, made.minutes, made.note) == (free, 15, "Stars")
    shown = text_of(as_(alice).get(answer["Location"]))
    assert "Stars" in shown
    assert "Tara" in shown


def test_a_time_of_the_consultants_page_is_chosen_already(alice, tara):
    at = in_days().replace(minute=15)
    shown = text_of(
        as_(alice).get(page_of_booking(tara, at, at=at.isoformat().replace("+", "%2B")))
    )
    assert f'value="{at.isoformat()}" required checked' in shown


def test_what_was_taken_meanwhile_is_said_and_the_note_is_kept(bob, tara, booked):
    data = {"starts_at": booked.starts_at.isoformat(), "minutes": "30", "note": "My words"}
    answer = as_(bob).post(f"/appointments/with/{tara.pk}/", data)
    assert answer.status_code == 409
    assert "This time was taken just now." in text_of(answer)
    assert "My words" in text_of(answer)


@pytest.mark.parametrize("starts_at", ["", "nonsense", "2020-01-01T10:00:00+00:00"])
def test_without_a_time_the_page_says_what_is_wrong(alice, tara, starts_at):
    data = {"starts_at": starts_at, "minutes": "30"}
    answer = as_(alice).post(f"/appointments/with/{tara.pk}/", data)
    assert answer.status_code == 400
    assert 'role="alert"' in text_of(answer)


@pytest.mark.parametrize("day", ["2020-01-01", "2099-12-31", "x", "2026-02-31"])
def test_any_day_in_the_address_gives_a_page(alice, tara, day):
    answer = as_(alice).get(f"/appointments/with/{tara.pk}/?day={day}&minutes=7&at=soon")
    assert answer.status_code == 200


def test_a_reader_elsewhere_reads_by_their_own_clock(alice, tara):
    alice.time_zone = "America/New_York"
    alice.save()
    shown = text_of(as_(alice).get(page_of_booking(tara)))
    assert "America/New_York" in shown


def test_it_is_moved_by_the_page_of_free_times(booked, alice):
    later = booked.starts_at + timedelta(days=1)
    url = f"{booked.get_absolute_url()}do/move/"
    shown = text_of(as_(alice).get(f"{url}?day={timezone.localdate(later):%Y-%m-%d}"))
    assert f'value="{later.isoformat()}"' in shown
    data = {"starts_at": later.isoformat(), "version": booked.version}
    assert as_(alice).post(url, data).status_code == 303
    assert now(booked).starts_at == later
    refused = as_(alice).post(url, {"starts_at": ""})
    assert refused.status_code == 422
    assert 'role="alert"' in text_of(refused)
    sheet = as_(alice).get(url, headers={"HX-Request": "true"})
    assert "<html" not in text_of(sheet)


def test_the_consultant_cancels_with_a_reason_that_the_customer_reads(booked, alice, tara):
    url = f"{booked.get_absolute_url()}do/cancel/"
    assert as_(tara.user).post(url, {"reason": ""}).status_code == 422
    assert as_(tara.user).post(url, {"reason": "I am ill."}).status_code == 303
    shown = text_of(as_(alice).get(booked.get_absolute_url()))
    assert "Book another time" in shown
    assert "I am ill." in shown


def test_both_sides_have_it_on_their_page_of_talks_and_in_their_list(booked, alice, tara, bob):
    for person, other in ((alice, "Tara"), (tara.user, "Alice")):
        for page in ("/c/", "/appointments/"):
            shown = text_of(as_(person).get(page))
            assert booked.get_absolute_url() in shown
            assert other in shown
    assert booked.get_absolute_url() not in text_of(as_(bob).get("/c/"))
    assert "Nothing is booked" in text_of(as_(bob).get("/appointments/"))
    assert as_(bob).get(booked.get_absolute_url()).status_code == 404


def test_begun_it_leads_to_the_talk(booked, alice):
    talk = sweep(booked).consultation
    assert f'href="{talk.get_absolute_url()}"' in text_of(as_(alice).get(booked.get_absolute_url()))


def test_what_is_in_the_way_is_said_to_each_side_with_what_to_do(bob, tara):
    waiting = sweep(book(bob, tara))
    page = waiting.get_absolute_url()
    assert "Add money to your wallet now" in text_of(as_(bob).get(page))
    assert "We have asked the customer to add money" in text_of(as_(tara.user).get(page))
    lapsed = sweep(waiting, minutes=11)
    assert "It did not begin" in text_of(as_(bob).get(lapsed.get_absolute_url()))


def test_staff_read_list_and_record_in_the_console(booked, sam):
    for page in ("", f"{booked.pk}/"):
        answer = as_(sam).get(f"/admin/appointments/appointment/{page}")
        assert answer.status_code == 200
        assert "Tara" in text_of(answer)
