"""Who is found, how far, and in which order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import h3.api.basic_int as h3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from addons.base import clock
from addons.base.workflow import System
from addons.providers.flow import ProviderFlow
from addons.providers.geo import cell_of, distance_km
from addons.providers.models import Provider, ProviderStanding
from addons.providers.search import Search, SearchForm, Sort

from .arrange import (
    CENTRE,
    EVERY_DAY,
    applicant,
    category,
    change,
    dispatcher,
    do,
    offer,
    provider,
    work,
)

pytestmark = pytest.mark.django_db


def found(**question) -> list[Provider]:
    return [card.provider for card in Search(**question).find(first=0, size=100).cards]


def north(km: float) -> tuple[float, float]:
    return CENTRE[0] + km / 111.195, CENTRE[1]


# --- the nearest -----------------------------------------------------------------------------


@pytest.fixture
def at_borders(db) -> dict[int, tuple[float, float]]:
    """Providers on the corners of cells of every size, where a ring may miss somebody."""
    places = set()
    for resolution in range(4, 10):
        cell = h3.latlng_to_cell(*CENTRE, resolution)
        places.update(h3.cell_to_boundary(cell))
        places.add(h3.cell_to_latlng(cell))
    made = [provider(at=place, radius_km=km) for place in places for km in (100, 3)]
    return {p.pk: ((p.latitude, p.longitude), p.radius_km) for p in made}


def test_the_nearest_are_those_that_brute_force_finds(at_borders):
    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(
        place=st.tuples(st.floats(28.3, 28.9), st.floats(76.9, 77.5))
        | st.sampled_from([at for at, _radius in at_borders.values()]),
        radius=st.floats(0, 100),
        limit=st.integers(1, 60),
    )
    def agree(place, radius, limit):
        away = {pk: distance_km(place, at) for pk, (at, _own) in at_borders.items()}
        reached = [pk for pk, km in away.items() if km <= min(radius, at_borders[pk][1])]
        expected = sorted(away[pk] for pk in reached)[:limit]
        nearest = Provider.objects.on_duty().nearest(*place, within_km=radius, limit=limit)
        assert [km for _pk, km in nearest] == pytest.approx(expected, abs=1e-6)
        assert {pk for pk, _km in nearest} <= set(reached)
        within = Provider.objects.on_duty().within(*place, km=radius)
        assert set(within.values_list("pk", flat=True)) == set(reached)

    agree()


def test_both_radii_count():
    near, far = provider(at=north(4), radius_km=5), provider(at=north(9), radius_km=5)
    generous = provider(at=north(9), radius_km=20)
    assert found(place=CENTRE, radius_km=10, sort=Sort.DISTANCE) == [near, generous]
    assert found(place=CENTRE, radius_km=8) == [near]
    assert far not in found(place=CENTRE)


def test_without_a_place_nobody_is_too_far_and_nothing_has_a_distance():
    far = provider(at=(19.07, 72.87))
    [card] = Search().find(first=0, size=10).cards
    assert (card.provider, card.distance_km) == (far, None)


def test_a_category_says_how_far_to_look():
    leaks = category(search_radius_km=3)
    offer(provider(at=north(4)), leaks)
    near = provider(at=north(2))
    offer(near, leaks)
    assert found(category=leaks, place=CENTRE) == [near]


# --- who is there at all ---------------------------------------------------------------------


def test_only_the_verified_who_are_on_duty_and_not_busy_are_found():
    on = provider()
    applicant()
    do(provider(), ProviderFlow.go_off_duty)
    do(provider(), ProviderFlow.become_busy, actor=System("test"))
    do(provider(), ProviderFlow.suspend, actor=dispatcher(), reason="No papers")
    assert found() == found(place=CENTRE) == found(place=CENTRE, sort=Sort.DISTANCE) == [on]


def test_who_moved_is_found_where_they_are_now():
    moved = change(provider(at=CENTRE), latitude=19.0760, longitude=72.8777)
    assert found(place=CENTRE, radius_km=100) == []
    assert found(place=(19.08, 72.88), radius_km=5) == [moved]


def test_a_category_includes_those_below_it():
    plumbing = category("plumbing")
    leaks = category("leak-repair", parent=plumbing)
    plumber, leak_finder, electrician = provider(), provider(), provider()
    offer(plumber, plumbing, 400), offer(leak_finder, leaks, 300)
    offer(electrician, category("electrical"))
    assert set(found(category=plumbing)) == {plumber, leak_finder}
    assert found(category=leaks) == [leak_finder]


def test_the_price_is_that_of_the_category_asked_for():
    plumbing = category("plumbing")
    leaks = category("leak-repair", parent=plumbing)
    both, below = provider(), provider()
    offer(both, plumbing, 900), offer(both, leaks, 100)
    offer(below, leaks, 500)

    def prices(**question):
        cards = Search(sort=Sort.PRICE, **question).find(first=0, size=10).cards
        return [(card.provider, card.price) for card in cards]

    assert prices(category=plumbing) == [(below, 500), (both, 900)]
    assert prices(category=leaks) == [(both, 100), (below, 500)]
    assert prices() == [(both, 100), (below, 500)]


def test_a_highest_price_leaves_out_who_asks_more_in_that_category():
    leaks, roofs = category("leak-repair"), category("roofs")
    cheap, dear = provider(), provider()
    offer(cheap, leaks, 300), offer(dear, leaks, 301), offer(dear, roofs, 10)
    assert found(category=leaks, max_price=Decimal(300)) == [cheap]
    assert set(found(max_price=Decimal(300))) == {cheap, dear}


def test_a_lowest_rating_leaves_out_the_unrated():
    good, middling, _new = provider(), provider(), provider()
    ProviderStanding.objects.rate(good, average=Decimal("4.50"), count=8)
    ProviderStanding.objects.rate(middling, average=Decimal("3.90"), count=90)
    assert found(min_rating=Decimal(4)) == [good]


def test_words_are_looked_for_in_name_and_text():
    asha = change(provider(display_name="Asha Rao"), bio="Drains and boilers")
    provider(display_name="Asha Sen")
    assert found(q="asha DRAIN") == [asha]
    assert found(q="100%") == []


# --- the order -------------------------------------------------------------------------------


def test_orders():
    near, rated = provider(at=north(1)), provider(at=north(6), radius_km=50)
    unrated = provider(at=north(3))
    leaks = category()
    offer(near, leaks, 700), offer(rated, leaks, 900), offer(unrated, leaks, 500)
    ProviderStanding.objects.rate(near, average=Decimal("2.00"), count=50)
    ProviderStanding.objects.rate(rated, average=Decimal("5.00"), count=50)
    here = {"place": CENTRE, "category": leaks}
    assert found(**here, sort=Sort.DISTANCE) == [near, unrated, rated]
    assert found(**here, sort=Sort.RATING) == [rated, near, unrated]
    assert found(**here, sort=Sort.PRICE) == [unrated, near, rated]
    assert found(**here, sort=Sort.BEST) == [rated, unrated, near]


def test_a_single_voice_makes_nobody_the_best():
    praised_once, proven = provider(), provider()
    ProviderStanding.objects.rate(praised_once, average=Decimal("5.00"), count=1)
    ProviderStanding.objects.rate(proven, average=Decimal("4.80"), count=100)
    assert found() == [proven, praised_once]


def test_who_takes_what_is_offered_comes_before_who_declines():
    declines, accepts = provider(), provider()
    for _ in range(4):
        ProviderStanding.objects.count_declined([declines.pk])
        ProviderStanding.objects.count_accepted(accepts)
    assert found() == [accepts, declines]
    ProviderStanding.objects.count_given_back(accepts)
    accepts.standing.refresh_from_db()
    assert accepts.standing.acceptance_rate == 0.75


def test_pages_follow_on_without_gap_or_repeat():
    made = [provider(at=north(n / 10)) for n in range(7)]
    for sort in (Sort.DISTANCE, Sort.BEST):
        pages = [Search(place=CENTRE, sort=sort).find(first=n, size=3) for n in (0, 3, 6, 9)]
        assert [card.provider for page in pages for card in page.cards] == made
        assert {page.count for page in pages} == {7}


def test_a_page_takes_as_many_queries_for_many_as_for_one(django_assert_max_num_queries):
    leaks = category()
    for _ in range(12):
        one = provider()
        offer(one, leaks)
        work(one, EVERY_DAY, "00:00-24:00")
    question = Search(category=category(), place=CENTRE, sort=Sort.DISTANCE)
    for size in (1, 12):
        with django_assert_max_num_queries(14):
            assert len(question.find(first=0, size=size).cards) == size


# --- when ------------------------------------------------------------------------------------


def noon_in_a_week() -> datetime:
    """A noon in India, some days ahead."""
    day = clock.now().date() + timedelta(days=7)
    return datetime(day.year, day.month, day.day, 6, 30, tzinfo=UTC)


def test_a_time_leaves_out_those_who_do_not_work_then():
    noon = noon_in_a_week()
    by_day, by_night, idle = provider(), provider(), provider()
    work(by_day, EVERY_DAY, "09:00-17:00"), work(by_night, EVERY_DAY, "20:00-04:00")
    assert found(available_at=noon) == [by_day]
    assert found(available_at=noon + timedelta(hours=12)) == [by_night]
    assert idle in found()


def test_a_time_is_taken_by_the_wall_clock_of_the_provider():
    noon = noon_in_a_week()
    in_berlin = provider(zone="Europe/Berlin")
    work(in_berlin, EVERY_DAY, "12:00-14:00")
    assert found(available_at=noon) == []
    assert found(available_at=noon + timedelta(hours=5)) == [in_berlin]


def test_a_time_pages_and_counts_like_any_other_search():
    for n in range(5):
        work(provider(at=north(n / 10)), EVERY_DAY if n % 2 == 0 else [], "00:00-24:00")
    question = Search(place=CENTRE, available_at=noon_in_a_week(), sort=Sort.DISTANCE)
    page = question.find(first=1, size=1)
    assert page.count == 3
    assert [round(card.distance_km, 1) for card in page.cards] == [0.2]


# --- the question ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"lat": "north", "lng": "1"}, "lat"),
        ({"lat": "91", "lng": "1"}, "lat"),
        ({"lat": "nan", "lng": "1"}, "lat"),
        ({"lat": "1"}, "lng"),
        ({"lng": "1"}, "lat"),
        ({"radius_km": "-1"}, "radius_km"),
        ({"radius_km": "inf"}, "radius_km"),
        ({"min_rating": "6"}, "min_rating"),
        ({"max_price": "cheap"}, "max_price"),
        ({"available_at": "tomorrow"}, "available_at"),
        ({"category": "no-such"}, "category"),
        ({"sort": "beauty"}, "sort"),
        ({"sort": "distance"}, "sort"),
        ({"q": "x" * 101}, "q"),
    ],
)
def test_a_wrong_question_names_the_field(query, field):
    assert list(SearchForm(query).errors) == [field]


def test_an_empty_question_asks_for_the_best():
    form = SearchForm({})
    assert form.is_valid()
    assert form.search() == Search()


def test_a_switched_off_category_cannot_be_asked_for():
    category("gone", is_active=False)
    assert "category" in SearchForm({"category": "gone"}).errors


def test_the_cell_of_a_provider_is_that_of_the_place():
    assert applicant(at=CENTRE).cell == cell_of(*CENTRE)
