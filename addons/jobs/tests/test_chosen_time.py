"""A free time that was pressed on a provider's page is the one chosen in the booking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from addons.accounts.models import Address
from addons.base import clock
from addons.providers.points import action_url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def midday() -> Iterator[None]:
    """Late in the evening nobody has a free time left on the day."""
    tomorrow = timezone.localtime(clock.now()) + timedelta(days=1)
    with clock.at(tomorrow.replace(hour=12, minute=0)):
        yield


@pytest.fixture
def pages(client: Client, alice: Any) -> Client:
    """Alice's browser; she is known to live near."""
    Address.objects.create(
        user=alice, label="Home", line="1", area="A", city="B", latitude=28.6139, longitude=77.2090
    )
    client.force_login(alice)
    return client


def choices(pages: Client, address: str, category: Any) -> list[dict[str, Any]]:
    """The times on the second page, come to from this address with a word about the work."""
    pages.get(address)
    home = Address.objects.get().pk
    said = {"description": "A tap drips", "place": home, "photos": ""}
    assert pages.post(f"/book/{category.slug}/", said).status_code == 303
    cards = pages.get(f"/book/{category.slug}/who/").context["cards"]
    return [slot for card in cards for slot in card["slots"]]


def test_a_time_pressed_on_a_provider_is_chosen_in_the_booking(pages, category, ravi, mira):
    day = pages.get(f"/providers/{ravi.pk}/").context["days"][2]
    wanted = ravi.free_starts(day, minutes=60)[7]
    slots = choices(pages, action_url(ravi, category, wanted), category)
    chosen = [slot["value"] for slot in slots if slot["chosen"]]
    assert chosen == [f"{ravi.pk}@{wanted.isoformat()}"]


@pytest.mark.parametrize(
    "at", ["", "x", "2026-02-31T25:00", "2026-01-01T10:00", "1999-01-01T10:00Z"]
)
def test_a_time_that_is_none_chooses_nothing(pages, category, ravi, at):
    slots = choices(pages, f"/book/{category.slug}/?provider={ravi.pk}&at={at}", category)
    assert slots
    assert not any(slot["chosen"] for slot in slots)
