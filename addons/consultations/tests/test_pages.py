"""The pages of both sides, also where no script runs."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.test import Client

from addons.base.testing.surfaces import SIGNED_IN_BY
from addons.consultations.models import ConsultantNote, Consultation, ConsultationRate
from addons.consultations.tests.arrange import accept, end, later, meter_of, now, wallet


def as_(person):
    client = Client()
    client.force_login(person, SIGNED_IN_BY)
    return client


def text_of(answer):
    return answer.content.decode()


@pytest.fixture
def page(active):
    return active.get_absolute_url()


def test_whoever_is_there_can_be_asked_and_the_price_is_said(alice, tara):
    assert "Tara" in text_of(as_(alice).get("/c/"))
    shown = text_of(as_(alice).get(f"/c/with/{tara.pk}/"))
    assert "₹100.00" in shown
    assert "Ask to talk now" in shown


def test_with_too_little_money_the_page_says_how_much_and_where_to_pay_in(bob, tara):
    shown = text_of(as_(bob).get(f"/c/with/{tara.pk}/"))
    assert "₹40.00" in shown
    assert "need=40.00" in shown
    assert "Ask to talk now" not in shown
    answer = as_(bob).post(f"/c/with/{tara.pk}/")
    assert answer.status_code == 409
    assert not Consultation.objects.exists()


def test_without_a_script_pages_alone_bring_them_together_and_end_it(alice, tara):
    asked = as_(alice).post(f"/c/with/{tara.pk}/")
    assert asked.status_code == 303
    page = asked["Location"]
    assert 'http-equiv="refresh"' in text_of(as_(alice).get(page))
    consultation = Consultation.objects.get()
    accept(consultation)
    as_(tara.user).get(page)
    as_(alice).get(page)
    assert now(consultation).state == "active"
    for second in (20, 40):
        with later(seconds=second):
            as_(tara.user).get(page)
            as_(alice).get(page)
    form = text_of(as_(alice).get(f"{page}do/end/"))
    assert "End, pay ₹20.00" in form
    assert as_(alice).post(f"{page}do/end/", {"note": ""}).status_code == 303
    assert now(consultation).end_reason == "user_requested"
    ended = text_of(as_(alice).get(page))
    assert "You ended the session." in ended
    assert "Invoice" in ended
    assert 'http-equiv="refresh"' not in ended


def test_a_page_is_a_sign_of_life_of_its_side_alone(active, alice, page):
    with later(seconds=25):
        as_(alice).get(page)
    meter = meter_of(active)
    assert meter.customer_seen_at > meter.provider_seen_at


def test_the_consultant_sees_what_they_earn_and_not_the_wallet(active, tara, page):
    shown = text_of(as_(tara.user).get(page))
    assert "₹11.86" in shown
    assert "in wallet" not in shown


def test_money_is_added_beside_the_talk_which_goes_on(active, alice, tara, page):
    assert 'target="_blank"' in text_of(as_(alice).get(page))
    assert "Add money" not in text_of(as_(tara.user).get(page))


def test_only_what_ends_a_talk_stands_beside_its_meter(active, alice, page):
    meter = text_of(as_(alice).get(f"{page}part/meter/"))
    side = text_of(as_(alice).get(f"{page}part/side/"))
    assert "do/end/" in meter and "do/end/" not in side
    assert "do/schedule-end/" in side and "do/schedule-end/" not in meter
    end(active, alice)
    assert "do/" not in text_of(as_(alice).get(f"{page}part/side/"))


def test_a_note_is_kept_for_the_next_talk_and_shown_to_nobody_else(active, alice, tara, page):
    assert as_(alice).post(f"{page}note/", {"text": "mine"}).status_code == 404
    assert as_(tara.user).post(f"{page}note/", {"text": "SECRET"}).status_code == 303
    assert ConsultantNote.objects.get().text == "SECRET"
    assert "SECRET" in text_of(as_(tara.user).get(page))
    assert "SECRET" not in text_of(as_(alice).get(page))


def test_a_consultant_says_how_minutes_are_counted(tara):
    client = as_(tara.user)
    assert client.get("/c/rate/").status_code == 200
    data = {"increment_s": 1, "free_minutes": 2, "minimum_minutes": "", "longest_minutes": 30}
    assert client.post("/c/rate/", data).status_code == 303
    rate = ConsultationRate.objects.get(provider=tara)
    assert (rate.increment_s, rate.free_minutes, rate.most_minutes) == (1, 2, 30)
    wrong = data | {"free_minutes": -1, "increment_s": 7}
    assert client.post("/c/rate/", wrong).status_code == 422


def test_who_is_no_consultant_has_no_rate(alice):
    assert as_(alice).get("/c/rate/").status_code == 404


def test_requests_appear_with_their_countdown_and_buttons(requested, tara):
    shown = text_of(as_(tara.user).get("/c/"))
    assert "x-countdown" in shown
    assert f"/c/{requested.pk}/do/accept/" in shown
    assert "data-ring" in shown


def test_the_chat_takes_no_more_after_the_end_and_can_be_read(active, alice, page):
    assert as_(alice).post(f"{page}chat/", {"text": "Hello"}).status_code == 302
    end(active, alice)
    as_(alice).post(f"{page}chat/", {"text": "One more"})
    shown = text_of(as_(alice).get(f"{page}chat/"))
    assert "Hello" in shown
    assert "One more" not in shown


def test_ending_from_an_old_page_is_the_first_end(active, alice, tara, page):
    first = end(active, tara.user)
    answer = as_(alice).post(f"{page}do/end/", {"note": "", "version": active.version})
    assert answer.status_code == 303
    assert now(active).end_reason == first.end_reason == "provider_ended"
    assert wallet(alice).balance == D("480.00")


def test_the_api_gives_the_shape_and_money_as_json(active, alice):
    answer = as_(alice).get(f"/api/v1/consultations/{active.pk}/").json()
    assert answer["rate"] == {
        "per_minute": {"amount": "20.00", "currency": "INR"},
        "increment_s": 60,
        "free_minutes": 0,
    }
    assert answer["cost"] == {"amount": "20.00", "currency": "INR"}
    assert answer["end_reason"] is None
    running = as_(alice).get("/api/v1/consultations/active/").json()
    assert [each["id"] for each in running["results"]] == [active.pk]
