from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone, translation

from addons.accounts.models import Address, User

from .people import signed_in

pytestmark = pytest.mark.django_db

PAGES = ["profile", "addresses", "addresses/new", "tokens", "security", "sign-out-everywhere"]

HOME = {
    "label": "Home",
    "line": "Flat 12, Neem Court",
    "area": "Gole Market",
    "city": "Delhi",
    "postcode": "110001",
    "latitude": "28.632900",
    "longitude": "77.204300",
}


@pytest.fixture(autouse=True)
def as_before():
    """What a request activates ends with its thread; tests share one."""
    yield
    translation.activate("en")
    timezone.deactivate()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_who_is_signed_in_and_for_nobody_else(asha, page):
    assert signed_in(asha).get(f"/accounts/{page}/").status_code == 200
    assert Client().get(f"/accounts/{page}/").url.startswith("/accounts/login/")


def test_people_change_their_own_details(asha):
    client = signed_in(asha)
    changes = {
        "name": "Asha Iyer",
        "phone": "011 2345 6789",
        "language": "hi",
        "time_zone": "Asia/Dubai",
    }
    assert client.post("/accounts/profile/", changes).status_code == 302
    asha.refresh_from_db()
    assert (asha.name, asha.phone) == ("Asha Iyer", "01123456789")
    page = client.get("/accounts/profile/")
    assert page["Content-Language"] == "hi"
    assert timezone.get_current_timezone_name() == "Asia/Dubai"


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("phone", "none"), ("language", "xx"), ("time_zone", "Mars/Base")],
)
def test_wrong_details_are_said_at_the_field_and_nothing_is_saved(asha, field, value):
    good = {"name": "A", "phone": "", "language": "en", "time_zone": "Asia/Kolkata"}
    page = signed_in(asha).post("/accounts/profile/", good | {field: value})
    assert page.status_code == 200 and list(page.context["form"].errors) == [field]
    assert User.objects.get(pk=asha.pk).name == "Asha Rao"


def test_the_language_in_the_foot_is_kept_with_the_person(asha):
    client = signed_in(asha)
    client.post("/language/", {"language": "hi", "next": "/accounts/profile/"})
    assert User.objects.get(pk=asha.pk).language == "hi"
    client.post("/language/", {"language": "xx"})
    assert User.objects.get(pk=asha.pk).language == "hi"


def test_addresses_are_added_changed_and_removed(asha):
    client = signed_in(asha)
    assert client.post("/accounts/addresses/new/", HOME).status_code == 302
    home = asha.addresses.get()
    assert home.is_default and "Gole Market" in client.get("/accounts/addresses/").content.decode()
    client.post(f"/accounts/addresses/{home.pk}/", HOME | {"area": "Connaught Place"})
    assert asha.addresses.get().area == "Connaught Place"
    client.post(f"/accounts/addresses/{home.pk}/remove/")
    assert not asha.addresses.exists()


@pytest.mark.parametrize(
    "wrong", [{"latitude": "91"}, {"longitude": ""}, {"line": ""}, {"area": ""}, {"city": ""}]
)
def test_half_an_address_is_not_kept(asha, wrong):
    assert signed_in(asha).post("/accounts/addresses/new/", HOME | wrong).status_code == 200
    assert not asha.addresses.exists()


@pytest.mark.parametrize("action", ["", "remove/"])
def test_other_peoples_addresses_are_not_there(asha, dispatcher, action):
    theirs = Address.objects.create(user=dispatcher, label="Home", line="1", area="A", city="D")
    client = signed_in(asha)
    foreign = client.post(f"/accounts/addresses/{theirs.pk}/{action}", HOME)
    missing = client.post(f"/accounts/addresses/{theirs.pk + 999}/{action}", HOME)
    assert foreign.status_code == missing.status_code == 404
    theirs.refresh_from_db()
    assert theirs.line == "1"
