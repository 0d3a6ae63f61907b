"""The search and the provider's page, as anybody's browser asks for them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from addons.accounts.models import Address
from addons.providers.models import Provider, ProviderStanding
from addons.providers.tests.arrange import (
    CENTRE,
    EVERY_DAY,
    applicant,
    category,
    change,
    offer,
    person,
    provider,
    work,
)

pytestmark = pytest.mark.django_db
NEAR = {"lat": CENTRE[0], "lng": CENTRE[1]}


def plumber(name: str, price: int = 500, **given: Any) -> Provider:
    found = provider(display_name=name, **given)
    offer(found, category(), price)
    work(found, EVERY_DAY, "00:00-00:00")
    return found


def page(client: Client, url: str = "/providers/", **query: Any) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def lives(user: Any, area: str, at: tuple[float, float] = CENTRE) -> Address:
    return Address.objects.create(
        user=user, label="Home", line="1", area=area, city="Delhi", latitude=at[0], longitude=at[1]
    )


def test_anybody_finds_those_on_duty_by_a_plain_form(client: Client) -> None:
    plumber("Ravi Sharp")
    applicant(display_name="Not Yet")
    html = page(client, **NEAR, category="leak-repair")
    assert "Ravi Sharp" in html and "Not Yet" not in html
    assert '<form class="card stack find" id="find" method="get"' in html
    assert "0.0 km" in html


def test_the_price_filter_leaves_out_who_costs_more(client: Client) -> None:
    plumber("Dear Dev", 900)
    plumber("Fair Fay", 300)
    html = page(client, category="leak-repair", max_price=400)
    assert "Fair Fay" in html and "Dear Dev" not in html


def test_stars_and_words_narrow_the_search(client: Client) -> None:
    good, other = plumber("Good Gita"), plumber("Other Om")
    ProviderStanding.objects.rate(good, average=Decimal("4.80"), count=9)
    ProviderStanding.objects.rate(other, average=Decimal("3.10"), count=9)
    assert "Other Om" not in page(client, min_rating="4.5")
    assert "Good Gita" not in page(client, q="Other")


def test_words_that_name_a_service_ask_for_it(client: Client) -> None:
    category(name="Leak repair", description="Dripping taps and leaking pipes")
    plumber("Ravi Sharp")
    html = page(client, q="leaking tap")
    assert "Ravi Sharp" in html and "for Leak repair" in html


def test_an_area_is_found_by_name_within_a_kilometre_of_its_people(client: Client) -> None:
    lives(person(), "Gole Market", (28.6331, 77.2047))
    plumber("Ravi Sharp")
    html = page(client, area="gole market")
    assert "Ravi Sharp" in html and "28.63," in html.replace("&quot;", "") and "28.6331" not in html


def test_an_unknown_area_says_what_to_do(client: Client) -> None:
    assert "We do not know this area yet." in page(client, area="Atlantis")


def test_the_usual_address_is_the_place_unless_another_is_named() -> None:
    user = person()
    lives(user, "Karol Bagh", (29.9, 78.9))
    plumber("Far Away", radius_km=5)
    assert "Far Away" not in page(signed_in(user))
    assert "Far Away" in page(signed_in(user), place="")


def test_nobody_looks_from_somebody_elses_address(client: Client) -> None:
    home = lives(person(), "Karol Bagh", (29.9, 78.9))
    plumber("Ravi Sharp", radius_km=5)
    assert "Karol Bagh" not in page(client, place=home.pk).split("<datalist")[0]


def test_an_empty_answer_counts_who_a_wider_question_finds(client: Client) -> None:
    plumber("Dear Dev", 900)
    html = page(client, category="leak-repair", max_price=100)
    assert "At any price: 1 person" in html
    assert 'href="?category=leak-repair"' in html


@pytest.mark.parametrize(
    "query",
    [
        {"radius_km": "wide"},
        {"max_price": "-1"},
        {"category": "unknown"},
        {"lat": "91", "lng": "0"},
        {"place": "nan,1"},
        {"available_at": "yesterday"},
        {"sort": "secret"},
        {"page": "99999999"},
        {"page": "x"},
        {"q": "\x00'\""},
    ],
)
def test_wrong_input_is_answered_with_the_form(client: Client, query: dict[str, str]) -> None:
    plumber("Ravi Sharp")
    assert 'id="find"' in page(client, **query)


def test_further_people_stand_on_the_next_page(client: Client) -> None:
    for number in range(13):
        plumber(f"Plumber {number:02}")
    first, second = page(client), page(client, page=2)
    assert first.count('class="card provider"') == 12
    assert second.count('class="card provider"') == 1
    assert 'rel="next"' in first and 'rel="prev"' in second


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    return len(asked)


@pytest.mark.usefixtures("only_its_own_queries")
def test_the_search_asks_as_often_for_many_as_for_few(client: Client) -> None:
    plumber("First")
    few = queries(client, "/providers/?category=leak-repair&lat=28.6139&lng=77.2090")
    for number in range(9):
        plumber(f"Plumber {number}")
    many = queries(client, "/providers/?category=leak-repair&lat=28.6139&lng=77.2090")
    # The nearest are looked for in growing circles, so one look more or less is nobody's row.
    assert many <= few + 2 <= 25


def test_the_map_tells_nobody_where_a_provider_lives(client: Client) -> None:
    plumber("Ravi Sharp", at=(28.61234, 77.20456))
    html = page(client)
    assert "28.61," in html.replace("&quot;", "") and "28.61234" not in html


def test_a_provider_has_a_page_with_prices_and_free_times(client: Client) -> None:
    ravi = plumber("Ravi Sharp", 450)
    change(ravi, bio="Leaks since 2010.", languages=["hi"])
    tomorrow = client.get(f"/providers/{ravi.pk}/").context["days"][1]
    html = page(client, f"/providers/{ravi.pk}/", day=tomorrow.isoformat())
    for text in ("Ravi Sharp", "Leaks since 2010.", "Hindi", "450", "09:15", "verified"):
        assert text in html


@pytest.mark.parametrize("day", ["2026-02-31", "x", "1999-01-01"])
def test_a_day_that_is_none_is_today(client: Client, day: str) -> None:
    ravi = plumber("Ravi Sharp")
    assert 'aria-current="date"' in page(client, f"/providers/{ravi.pk}/", day=day)


def test_who_is_not_verified_has_no_public_page(client: Client) -> None:
    hidden = applicant()
    there, none = (client.get(f"/providers/{pk}/") for pk in (hidden.pk, 987654))
    assert there.status_code == none.status_code == 404
    assert signed_in(hidden.user).get(f"/providers/{hidden.pk}/").status_code == 200


def test_texts_of_a_provider_are_text(client: Client) -> None:
    ravi = plumber("<b>Ravi</b>")
    change(ravi, bio="<script>alert(1)</script>")
    for html in (page(client), page(client, f"/providers/{ravi.pk}/")):
        assert "<b>Ravi" not in html and "<script>alert" not in html
