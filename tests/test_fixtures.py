"""The demo's business is complete, consistent and drawn the same way every time."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, get_args

import pytest
from PIL import Image

from fixtures import read
from fixtures.draw import SCENES, Look, draw_portrait, draw_work_photo

Row = dict[str, Any]

CATEGORIES: list[Row] = read("categories")["category"]
ITEMS: list[Row] = read("items")["item"]
HOURS: dict[str, dict[str, list[str]]] = read("providers")["hours"]
PROVIDERS: list[Row] = read("providers")["provider"]
CONSULTANTS: list[Row] = read("consultants")["consultant"]
WORKERS = PROVIDERS + CONSULTANTS
CUSTOMERS: list[Row] = read("customers")["customer"]
STAFF: list[Row] = read("staff")["staff"]
STORIES: list[Row] = read("stories")["story"]
BUSINESS = read("business")
SLUGS = {row["slug"] for row in CATEGORIES}
ITEM_SLUGS = {row["slug"] for row in ITEMS}

POLICIES = {
    "pricing",
    "needs_estimate",
    "prepaid",
    "commission_percent",
    "tax_rate",
    "default_minutes",
    "offer_deadline_minutes",
    "search_radius_km",
    "maximum_offers",
    "confirmation_hours",
    "automatic_completion_days",
    "minimum_contact_attempts",
    "stuck_after_hours",
    "start_code",
}


def kilometres(position: list[float]) -> float:
    """How far a position is from the business's centre."""
    (lat, lng), (north, east) = position, BUSINESS["centre"]
    across = math.radians(lng - east) * math.cos(math.radians(north))
    return 6371 * math.hypot(math.radians(lat - north), across)


def minutes(time: str) -> int:
    """Minutes since midnight."""
    hours, rest = time.split(":")
    return int(hours) * 60 + int(rest)


def prices(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every money or percentage text below a value, with its key."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from prices(child, "price" if name == "item_prices" else key)
    elif isinstance(value, list):
        for child in value:
            yield from prices(child, name)
    elif re.search(r"price|percent|tax_rate|wallet", name):
        yield name, value


def test_the_business_has_six_categories_in_two_levels_without_the_consultations() -> None:
    visited = [row for row in CATEGORIES if not row.get("consultation")]
    assert len(visited) == len({row["slug"] for row in visited}) == 6
    parents = {row["slug"] for row in visited if "parent" not in row}
    children = {row["slug"]: row["parent"] for row in visited if "parent" in row}
    assert children and set(children.values()) <= parents
    assert children["leak-repair"] == "plumbing"
    assert [row["slug"] for row in CATEGORIES if row.get("consultation")] == ["astrology"]
    assert {row["pricing"] for row in visited if "pricing" in row} == {"fixed", "hourly", "quoted"}


def test_a_top_category_names_every_policy_and_a_child_leaves_some_to_it() -> None:
    for row in CATEGORIES:
        assert row["name"] and row["icon"] and row["description"]
        named = POLICIES & row.keys()
        assert named < POLICIES if "parent" in row else named == POLICIES, row["slug"]


def test_every_visited_category_offers_three_to_six_items() -> None:
    assert len(ITEM_SLUGS) == len(ITEMS)
    for row in CATEGORIES:
        offered = [item for item in ITEMS if item["category"] == row["slug"]]
        assert len(offered) == 0 if row.get("consultation") else 3 <= len(offered) <= 6, row["slug"]
    assert all(15 <= item["minutes"] <= 480 for item in ITEMS)


def test_there_are_as_many_people_as_the_demo_promises() -> None:
    assert (len(PROVIDERS), len(CUSTOMERS), len(STORIES)) == (40, 25, 40)
    states = [row["verification"] for row in PROVIDERS]
    assert [states.count(name) for name in ("verified", "applied", "suspended")] == [37, 2, 1]


def test_nobody_shares_an_address_a_number_or_a_name() -> None:
    people = WORKERS + CUSTOMERS + STAFF
    for field in ("email", "phone", "name"):
        assert len({row[field] for row in people}) == len(people), field
    assert all(re.fullmatch(r"[a-z0-9.]+@example\.com", row["email"]) for row in people)
    assert all(re.fullmatch(r"\+91999990\d{4}", row["phone"]) for row in people)


def test_the_promised_accounts_exist() -> None:
    roles = {row["email"].removesuffix("@example.com"): row["role"] for row in STAFF}
    assert roles == {
        "admin": "administrator",
        "dispatcher": "dispatcher",
        "agent": "support_agent",
        "agent2": "support_agent",
        "manager": "support_manager",
        "finance": "finance",
    }
    wallets = {row["name"]: row["wallet"] for row in CUSTOMERS}
    assert (wallets["Asha Rao"], wallets["Bala Iyer"]) == ("2000.00", "60.00")
    emails = {row["email"] for row in WORKERS}
    assert {"raj@example.com", "tara@example.com", "noor@example.com"} <= emails


@pytest.mark.parametrize("name", ["Raj Verma", "Meera Nair", "Imran Sheikh"])
def test_a_promised_leak_repairer_is_near_and_works_round_the_clock(name: str) -> None:
    row = next(row for row in PROVIDERS if row["name"] == name)
    assert row["email"] == f"{name.split()[0].lower()}@example.com"
    assert "leak-repair" in {skill["slug"] for skill in row["categories"]}
    assert (row["hours"], row["days_off"]) == ("round_the_clock", [])
    assert (row["verification"], row["duty"]) == ("verified", "on_duty")
    assert kilometres(row["position"]) < 5 and row["radius_km"] >= 15


@pytest.mark.parametrize("name", ["raj", "meera", "imran", "tara", "noor"])
def test_a_promised_name_is_found_in_one_person_only(name: str) -> None:
    assert len([row for row in WORKERS if name in row["name"].lower()]) == 1


def test_a_promised_consultant_costs_twenty_a_minute() -> None:
    rate = {
        "price_per_minute": "20.00",
        "increment_seconds": 60,
        "free_minutes": 0,
        "minimum_minutes": 5,
    }
    for row in (
        row for row in CONSULTANTS if row["email"] in {"tara@example.com", "noor@example.com"}
    ):
        assert (row["rate"], row["hours"]) == (rate, "round_the_clock")


def test_everybody_is_within_the_business_radius() -> None:
    for row in WORKERS:
        assert kilometres(row["position"]) <= BUSINESS["radius_km"], row["name"]
    for row in CUSTOMERS:
        for address in row["addresses"]:
            assert kilometres(address["position"]) <= BUSINESS["radius_km"], row["name"]


def test_every_slug_that_is_named_exists() -> None:
    assert {row["parent"] for row in CATEGORIES if "parent" in row} <= SLUGS
    assert {row["category"] for row in ITEMS + STORIES} <= SLUGS
    for row in WORKERS:
        skills = {skill["slug"] for skill in row["categories"]}
        assert skills and skills <= SLUGS, row["name"]
        priced = set(row.get("item_prices", {}))
        assert priced <= {item["slug"] for item in ITEMS if item["category"] in skills}, row["name"]
        assert row["hours"] in HOURS


def test_what_repeats_is_booked_by_a_customer_of_the_demo_and_a_service_there_is() -> None:
    emails = {row["email"] for row in CUSTOMERS}
    for row in read("recurring")["series"]:
        assert row["customer"] in emails
        assert row["category"] in SLUGS
        assert set(row["items"]) <= ITEM_SLUGS


def test_appointments_are_between_a_customer_and_a_consultant_of_the_demo() -> None:
    customers = {row["email"] for row in CUSTOMERS}
    consultants = {row["email"] for row in CONSULTANTS}
    for row in read("appointments")["appointment"]:
        assert row["customer"] in customers
        assert row["consultant"] in consultants
        assert row["minutes"] in (15, 30, 45, 60)


def test_every_price_has_two_decimals() -> None:
    found = list(prices([CATEGORIES, ITEMS, WORKERS, CUSTOMERS]))
    assert len(found) > 100
    for name, value in found:
        assert isinstance(value, str) and re.fullmatch(r"\d+\.\d\d", value), (name, value)
        assert Decimal(value) > 0 or name == "wallet"


def test_hours_are_in_order_and_within_the_day() -> None:
    for name, week in HOURS.items():
        assert list(week) == ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], name
        for spans in week.values():
            edges = [minutes(edge) for span in spans for edge in span.split("-")]
            assert edges == sorted(set(edges)) and all(0 <= edge <= 1440 for edge in edges), name
    assert len({row["hours"] for row in PROVIDERS}) >= 8
    assert any(len(spans) == 2 for week in HOURS.values() for spans in week.values())


def test_every_visited_category_has_workers_and_stories() -> None:
    for slug in (row["slug"] for row in CATEGORIES if not row.get("consultation")):
        skilled = [
            row for row in PROVIDERS if slug in {skill["slug"] for skill in row["categories"]}
        ]
        assert len(skilled) >= 5, slug
        assert len([story for story in STORIES if story["category"] == slug]) >= 4, slug


def test_a_story_is_whole_and_belongs_to_its_category() -> None:
    for story in STORIES:
        offered = {item["slug"] for item in ITEMS if item["category"] == story["category"]}
        assert story["items"] and set(story["items"]) <= offered, story["description"]
        assert {speaker for speaker, _ in story["chat"]} == {"customer", "provider"}
        assert all(story[part] for part in ("reject", "give_back", "cancel", "issues", "note"))
        assert all(1 <= rating["stars"] <= 5 and rating["text"] for rating in story["ratings"])
    assert len({story["description"] for story in STORIES}) == len(STORIES)
    assert len([story for story in STORIES if story.get("language") == "hi"]) >= 3


def test_both_languages_of_the_pages_say_the_same_things() -> None:
    pages = read("pages")
    assert set(pages) == {"en", "hi"}
    assert len(pages["en"]["faq"]["items"]) == 8
    for section, english in pages["en"].items():
        hindi = pages["hi"][section]
        assert hindi.keys() == english.keys()
        assert len(hindi.get("items", [])) == len(english.get("items", []))


def test_a_portfolio_names_scenes_that_can_be_drawn() -> None:
    for row in WORKERS:
        assert row["look"] in get_args(Look)
        for photo in row["portfolio"]:
            scenes = {scene.__name__ for scene in SCENES[photo["category"]]}
            assert photo["scene"] in scenes and photo["caption"], row["name"]


def test_a_portrait_is_the_same_every_time_and_another_for_another_person() -> None:
    drawn = {row["email"]: draw_portrait(row["email"], 64, look=row["look"]) for row in WORKERS}
    assert len(set(drawn.values())) == len(WORKERS)
    again = WORKERS[0]
    assert draw_portrait(again["email"], 64, look=again["look"]) == drawn[again["email"]]


@pytest.mark.parametrize("size", [48, 256])
def test_a_portrait_is_a_square_picture_of_the_size_asked_for(size: int) -> None:
    with Image.open(BytesIO(draw_portrait("somebody", size))) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (size, size))


@pytest.mark.parametrize("slug", [*sorted(SLUGS), "not-yet-known"])
def test_a_work_photo_can_be_drawn_for_every_category(slug: str) -> None:
    first = draw_work_photo("seed", slug, 200)
    assert first == draw_work_photo("seed", slug, 200)
    with Image.open(BytesIO(first)) as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (200, 150))


def test_a_work_photo_shows_the_scene_it_is_asked_for() -> None:
    tap = draw_work_photo("seed", "leak-repair", 200, scene="dripping_tap")
    assert tap != draw_work_photo("seed", "leak-repair", 200, scene="sink_trap")
