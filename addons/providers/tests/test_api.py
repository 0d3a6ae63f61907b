"""The search, the free times and one's own profile over REST, and what they refuse."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from addons.base import clock
from addons.base.events.model import Event
from addons.base.workflow import System
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider

from .arrange import (
    CENTRE,
    EVERY_DAY,
    applicant,
    category,
    dispatcher,
    do,
    offer,
    person,
    provider,
    work,
)

pytestmark = pytest.mark.django_db

SEARCH, MINE = "/api/v1/providers/", "/api/v1/me/provider/"
HERE = {"lat": CENTRE[0], "lng": CENTRE[1]}


@pytest.fixture
def raj() -> Provider:
    made = provider(display_name="Raj Verma", at=(CENTRE[0] + 0.02, CENTRE[1]))
    offer(made, category(), "549.00")
    work(made, EVERY_DAY, "00:00-24:00")
    return made


def send(client, method: str, path: str, data: object = None):
    return getattr(client, method)(path, data=data, content_type="application/json")


# --- search ----------------------------------------------------------------------------------


def test_anybody_finds_providers_with_exactly_what_a_card_shows(client, raj):
    answer = client.get(SEARCH, {"category": "leak-repair", "radius_km": 10, **HERE}).json()
    assert (answer["count"], answer["next"], answer["previous"]) == (1, None, None)
    [row] = answer["results"]
    assert row["distance_km"] == 2.22
    assert row["price"] == {"amount": "549.00", "currency": "INR"}
    assert clock.now().isoformat() < row["next_slot"].replace("Z", "+00:00")
    promised = "id name distance_km rating rating_count price next_slot categories languages photo"
    assert {*promised.split(), "portfolio"} <= set(row)
    assert (row["id"], row["name"], row["categories"]) == (raj.pk, "Raj Verma", ["leak-repair"])
    assert (row["rating"], row["rating_count"], row["photo"], row["portfolio"]) == (
        None,
        0,
        None,
        [],
    )


def test_a_card_never_shows_where_they_live_or_how_to_reach_them(client, raj):
    text = client.get(SEARCH, HERE).content.decode()
    for secret in (str(raj.latitude), str(raj.longitude), raj.user.email):
        assert secret not in text


def test_without_a_position_the_distance_is_null(client, raj):
    assert client.get(SEARCH).json()["results"][0]["distance_km"] is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"lat": "north", "lng": 1}, "lat"),
        ({"lat": 100, "lng": 1}, "lat"),
        ({"lat": "nan", "lng": 1}, "lat"),
        ({"lat": 1}, "lng"),
        ({"category": "nothing"}, "category"),
        ({"radius_km": "far"}, "radius_km"),
        ({"min_rating": 9}, "min_rating"),
        ({"max_price": "-1"}, "max_price"),
        ({"available_at": "soon"}, "available_at"),
        ({"available_at": "2030-01-01T10:00:00"}, "available_at"),
        ({"sort": "beauty"}, "sort"),
        ({"sort": "distance"}, "sort"),
        ({"q": "x\x00"}, "q"),
        ({"page": "0"}, "page"),
        ({"page_size": "1000"}, "page_size"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_question_is_a_400_that_names_the_field(client, query, field):
    answer = client.get(SEARCH, query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == [field]


def test_pages_link_to_each_other_and_keep_the_question(client, raj):
    second = provider(at=CENTRE)
    answer = client.get(SEARCH, {"page_size": 1, "sort": "distance", **HERE}).json()
    assert [row["id"] for row in answer["results"]] == [second.pk]
    following = client.get(answer["next"]).json()
    assert [row["id"] for row in following["results"]] == [raj.pk]
    assert client.get(following["previous"]).json()["results"] == answer["results"]
    assert client.get(SEARCH, {"page": 10_000}).json()["results"] == []


def test_a_search_takes_a_flat_number_of_queries(client, raj, django_assert_max_num_queries):
    for _ in range(9):
        one = provider()
        offer(one, category())
        work(one, EVERY_DAY, "09:00-18:00")
    with django_assert_max_num_queries(16):
        found = client.get(SEARCH, {"category": "leak-repair", **HERE}).json()
    assert found["count"] == 10


# --- one provider ----------------------------------------------------------------------------


def test_one_provider_reads_like_in_the_search(client, raj):
    one = client.get(f"{SEARCH}{raj.pk}/").json()
    [row] = client.get(SEARCH).json()["results"]
    assert one == row


def test_an_unverified_provider_looks_like_none_at_all(client):
    waiting = applicant()
    for path in ("", "slots/", "reviews/", "transitions/", "status-history/"):
        hidden, missing = (client.get(f"{SEARCH}{pk}/{path}") for pk in (waiting.pk, 10**9))
        assert hidden.status_code == missing.status_code == 404
        assert hidden.json() == missing.json()


def test_staff_verify_over_rest_and_others_cannot(client, raj):
    waiting = applicant()
    path = f"{SEARCH}{waiting.pk}/verify/"
    assert send(client, "post", path).status_code == 401
    client.force_login(raj.user)
    assert send(client, "post", path).status_code == 404
    client.force_login(waiting.user)
    assert send(client, "post", path).status_code == 403
    client.force_login(dispatcher())
    assert send(client, "post", path).json()["state"] == "verified"
    assert send(client, "post", path).json()["code"] == "wrong_state"


def test_no_client_sets_somebody_busy(client, raj):
    client.force_login(raj.user)
    assert send(client, "post", f"{SEARCH}{raj.pk}/become-busy/").status_code == 404


def test_reviews_are_an_empty_page_for_now(client, raj):
    assert client.get(f"{SEARCH}{raj.pk}/reviews/").json()["results"] == []


# --- free times ------------------------------------------------------------------------------


def test_free_times_come_in_utc_and_by_the_providers_clock(client, raj):
    # Not tomorrow: late in the evening its first quarter hours are too soon.
    day = clock.now().astimezone(ZoneInfo("Asia/Kolkata")).date() + timedelta(days=2)
    answer = client.get(f"{SEARCH}{raj.pk}/slots/", {"date": day.isoformat()}).json()
    assert (answer["time_zone"], answer["minutes"], answer["count"]) == ("Asia/Kolkata", 60, 96)
    first = answer["results"][0]
    assert first["local"] == f"{day}T00:00:00+05:30"
    assert first["start"] == f"{day - timedelta(days=1)}T18:30:00Z"


def test_free_times_are_as_long_as_the_service_takes(client, raj):
    category("long", default_duration_minutes=600)
    answer = client.get(f"{SEARCH}{raj.pk}/slots/", {"category": "long"}).json()
    assert answer["minutes"] == 600


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"date": "tomorrow"}, "date"),
        ({"date": "9999-12-31"}, "date"),
        ({"date": "1999-12-31"}, "date"),
        ({"category": "nothing"}, "category"),
        ({"from": "09:00"}, "from"),
    ],
)
def test_a_wrong_day_names_the_field(client, raj, query, field):
    answer = client.get(f"{SEARCH}{raj.pk}/slots/", query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


# --- one's own -------------------------------------------------------------------------------


def test_a_provider_switches_duty_and_saying_it_twice_is_fine(client, raj):
    client.force_login(raj.user)
    for duty in ("off_duty", "off_duty", "on_duty", "on_duty"):
        answer = send(client, "patch", MINE, {"duty": duty})
        assert (answer.status_code, answer.json()["duty"]) == (200, duty)
    switched = Event.objects.of(raj).filter(transition__in=["go_on_duty", "go_off_duty"])
    assert switched.count() == 3


def test_a_busy_provider_says_they_are_free_again(client, raj):
    do(raj, ProviderFlow.become_busy, actor=System("test"))
    client.force_login(raj.user)
    assert client.get(MINE).json()["duty"] == "busy"
    assert client.get(SEARCH).json()["count"] == 0
    assert send(client, "patch", MINE, {"duty": "on_duty"}).json()["duty"] == "on_duty"


def test_a_provider_moves_and_is_found_there(client, raj):
    client.force_login(raj.user)
    moved = send(client, "patch", MINE, {"latitude": 19.076, "longitude": 72.8777})
    assert (moved.json()["latitude"], moved.json()["longitude"]) == (19.076, 72.8777)
    found = client.get(SEARCH, {"lat": 19.076, "lng": 72.8777, "radius_km": 1}).json()
    assert [row["id"] for row in found["results"]] == [raj.pk]


def test_a_provider_edits_the_profile(client, raj):
    client.force_login(raj.user)
    given = {"display_name": "Raj & Sons", "bio": "Leaks", "languages": ["hi"], "radius_km": 7.5}
    answer = send(client, "patch", MINE, given).json()
    assert answer["name"] == "Raj & Sons"
    assert given.items() <= answer.items()
    assert send(client, "patch", MINE, {"bio": ""}).json()["radius_km"] == 7.5


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"duty": "busy"}, "duty"),
        ({"duty": None}, "duty"),
        ({"latitude": "north"}, "latitude"),
        ({"latitude": 91}, "latitude"),
        ({"radius_km": 1000}, "radius_km"),
        ({"languages": "hi"}, "languages"),
        ({"languages": ["klingonese"]}, "languages"),
        ({"display_name": ""}, "display_name"),
        ({"rating": 5}, "rating"),
        ({"state": "verified"}, "state"),
        ({"photo": 1}, "photo"),
    ],
)
def test_a_wrong_change_is_a_400_that_names_the_field_and_changes_nothing(client, raj, data, field):
    client.force_login(raj.user)
    answer = send(client, "patch", MINE, {"bio": "New"} | data)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Provider.objects.get(pk=raj.pk).bio == ""


def test_a_refused_switch_undoes_the_edit_beside_it(client):
    waiting = applicant()
    client.force_login(waiting.user)
    answer = send(client, "patch", MINE, {"bio": "New", "duty": "on_duty"})
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")
    assert Provider.objects.get(pk=waiting.pk).bio == ""


def test_who_is_no_provider_has_no_such_profile(client):
    assert client.get(MINE).status_code == 401
    client.force_login(person())
    assert client.get(MINE).status_code == 404
    assert send(client, "patch", MINE, {"duty": "on_duty"}).status_code == 404


def test_my_provider_id_stands_in_me(client, raj):
    client.force_login(raj.user)
    assert client.get("/api/v1/me/").json()["provider_id"] == raj.pk
    client.force_login(person())
    assert client.get("/api/v1/me/").json()["provider_id"] is None


def test_applying_over_rest_makes_an_applicant(client):
    client.force_login(person())
    given = {"display_name": "Nina", "latitude": 28.6, "longitude": 77.2}
    answer = send(client, "post", SEARCH, given)
    assert (answer.status_code, answer.json()["state"]) == (201, "applied")
    again = send(client, "post", SEARCH, given)
    assert (again.status_code, again.json()["code"]) == (409, "already_applied")


def test_why_somebody_was_suspended_is_read_by_staff_alone(client, raj):
    staff = dispatcher()
    do(raj, ProviderFlow.suspend, actor=staff, reason="Too many complaints")
    do(raj, ProviderFlow.reinstate, actor=staff)
    path = f"{SEARCH}{raj.pk}/status-history/"
    assert client.get(path).json() == []
    client.force_login(raj.user)
    assert [row["new_status"] for row in client.get(path).json()][:2] == ["verified", "suspended"]
    assert "complaints" not in client.get(path).content.decode()
    client.force_login(staff)
    assert "complaints" in client.get(path).content.decode()
