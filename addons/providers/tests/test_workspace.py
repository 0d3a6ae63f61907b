"""A provider's own pages, used as plain forms; and nobody else's."""

from __future__ import annotations

from datetime import time, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from wagtail.models import Collection

from addons.base import clock
from addons.providers.models import DayOff, Provider
from addons.providers.tests.arrange import applicant, category, offer, person, provider, work
from addons.providers.tests.test_portal import signed_in

pytestmark = pytest.mark.django_db
PAGES = ("", "profile/", "services/", "prices/", "hours/", "days-off/", "portfolio/")


@pytest.fixture
def ravi(settings: Any, tmp_path: Any) -> Provider:
    settings.MEDIA_ROOT = tmp_path
    # Tests run without migrations, which make it.
    if not Collection.get_first_root_node():
        Collection.add_root(name="Root")
    return provider(display_name="Ravi Sharp")


@pytest.fixture
def own(ravi: Provider) -> Client:
    return signed_in(ravi.user)


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(data, "JPEG")
    return SimpleUploadedFile(name, data.getvalue(), "image/jpeg")


def profile(**changes: Any) -> dict[str, Any]:
    given = {"display_name": "Ravi Sharp", "bio": "", "radius_km": "12", "languages": ["hi", "en"]}
    return given | {"latitude": "28.6", "longitude": "77.2"} | changes


@pytest.mark.parametrize("name", PAGES)
def test_strangers_are_sent_to_sign_in_and_customers_to_apply(client: Client, name: str) -> None:
    assert client.get(f"/providers/me/{name}").headers["Location"].startswith("/accounts/login/")
    response = signed_in(person()).get(f"/providers/me/{name}")
    assert response.headers["Location"] == "/providers/apply/"


@pytest.mark.parametrize("name", PAGES)
def test_each_page_opens_for_its_provider(own: Client, name: str) -> None:
    assert own.get(f"/providers/me/{name}").status_code == 200


def test_a_profile_is_saved_through_the_door(own: Client, ravi: Provider) -> None:
    response = own.post("/providers/me/profile/", profile(bio="Leaks.", photo=picture()))
    assert response.status_code == 303
    after = Provider.objects.get(pk=ravi.pk)
    assert (after.bio, after.languages, after.version) == ("Leaks.", ["hi", "en"], ravi.version + 1)
    assert after.photo is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"display_name": ""},
        {"radius_km": "5000"},
        {"latitude": "95"},
        {"longitude": ""},
        {"languages": ["xx"]},
        {"photo": SimpleUploadedFile("a.jpg", b"<svg onload=x>", "image/jpeg")},
    ],
)
def test_a_wrong_profile_changes_nothing(
    own: Client, ravi: Provider, wrong: dict[str, Any]
) -> None:
    assert own.post("/providers/me/profile/", profile(**wrong)).status_code == 422
    assert Provider.objects.get(pk=ravi.pk).version == ravi.version


def test_an_old_page_does_not_overwrite_what_changed_since(own: Client) -> None:
    old = profile(version="1", bio="Old")
    assert own.post("/providers/me/profile/", old).status_code == 409


def service_rows(*rows: dict[str, Any], stored: int = 0) -> dict[str, Any]:
    data = {"services-TOTAL_FORMS": str(len(rows)), "services-INITIAL_FORMS": str(stored)}
    for number, row in enumerate(rows):
        data |= {f"services-{number}-{name}": str(value) for name, value in row.items()}
    return data


def test_services_are_added_priced_and_dropped(own: Client, ravi: Provider) -> None:
    leaks = category()
    row = {"category": leaks.pk, "price": "450.50", "unit": "visit"}
    assert own.post("/providers/me/services/", service_rows(row)).status_code == 303
    service = ravi.services.get()
    assert f"{service.price:f}" == "450.50"
    gone = row | {"id": service.pk, "DELETE": "on"}
    assert own.post("/providers/me/services/", service_rows(gone, stored=1)).status_code == 303
    assert not ravi.services.exists()


def test_nobody_changes_a_service_of_somebody_else(own: Client, ravi: Provider) -> None:
    other = offer(provider(), category())
    row = {"id": other.pk, "category": other.category_id, "price": "1", "unit": "visit"}
    own.post("/providers/me/services/", service_rows(row, stored=1))
    other.refresh_from_db()
    assert (other.price, other.provider_id == ravi.pk) == (500, False)
    assert not ravi.services.exists()


def test_a_price_below_nothing_is_refused(own: Client, ravi: Provider) -> None:
    row = {"category": category().pk, "price": "-5", "unit": "visit"}
    assert own.post("/providers/me/services/", service_rows(row)).status_code == 422
    assert not ravi.services.exists()


def test_a_piece_of_work_costs_the_own_price_until_it_is_emptied(
    own: Client, ravi: Provider
) -> None:
    leaks = category()
    offer(ravi, leaks)
    item = leaks.items.create(slug="tap", name="Tap", price=300, duration_minutes=30)
    own.post("/providers/me/prices/", {f"item-{item.pk}": "250"})
    assert ravi.price_of_item(item) == 250
    own.post("/providers/me/prices/", {f"item-{item.pk}": ""})
    assert ravi.price_of_item(item) == 300


def test_a_week_is_saved_as_it_is_written(own: Client, ravi: Provider) -> None:
    work(ravi, [6], "08:00-10:00")
    week = {"0-0-from": "14:00", "0-0-to": "18:00", "0-1-from": "09:00", "0-1-to": "12:00"}
    assert own.post("/providers/me/hours/", week).status_code == 303
    assert [(h.weekday, h.start, h.end) for h in ravi.working_hours.all()] == [
        (0, time(9), time(12)),
        (0, time(14), time(18)),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"0-0-from": "09:00"},
        {"0-0-from": "09:00", "0-0-to": "12:00", "0-1-from": "11:00", "0-1-to": "13:00"},
        {"0-0-from": "09:00", "0-0-to": "09:00", "0-1-from": "22:00", "0-1-to": "23:00"},
        {"0-0-from": "25:00", "0-0-to": "26:00"},
    ],
)
def test_a_week_that_cannot_be_keeps_the_old_one(
    own: Client, ravi: Provider, wrong: dict[str, str]
) -> None:
    work(ravi, [6], "08:00-10:00")
    assert own.post("/providers/me/hours/", wrong).status_code == 422
    assert ravi.working_hours.get().weekday == 6


def test_days_off_come_and_go(own: Client, ravi: Provider) -> None:
    day = (timezone.localdate(clock.now()) + timedelta(days=3)).isoformat()
    own.post("/providers/me/days-off/", {"first_day": day, "last_day": day})
    off = ravi.days_off.get()
    assert own.post(f"/providers/me/days-off/{off.pk}/remove/").status_code == 303
    assert not ravi.days_off.exists()


@pytest.mark.parametrize(("first", "last"), [(5, 3), (-9, -8), (1, 4000)])
def test_days_off_lie_ahead_and_in_order(
    own: Client, ravi: Provider, first: int, last: int
) -> None:
    today = timezone.localdate(clock.now())
    days = {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
    assert own.post("/providers/me/days-off/", days).status_code == 422
    assert not ravi.days_off.exists()


def test_pictures_come_and_go(own: Client, ravi: Provider) -> None:
    data = {"picture": picture(), "caption": "New tap"}
    assert own.post("/providers/me/portfolio/", data).status_code == 303
    shown = ravi.portfolio.get()
    assert shown.caption == "New tap"
    assert own.post(f"/providers/me/portfolio/{shown.pk}/remove/").status_code == 303
    assert not ravi.portfolio.exists()


def test_what_is_no_picture_is_refused(own: Client, ravi: Provider) -> None:
    for file in (SimpleUploadedFile("a.png", b"%PDF-1.7"), SimpleUploadedFile("a.png", b"x")):
        answer = own.post("/providers/me/portfolio/", {"picture": file})
        assert answer.status_code == 422
    assert not ravi.portfolio.exists()


def test_nobody_removes_what_is_somebody_elses(own: Client) -> None:
    other = provider()
    today = timezone.localdate(clock.now())
    off = DayOff.objects.create(provider=other, first_day=today, last_day=today)
    assert own.post(f"/providers/me/days-off/{off.pk}/remove/").status_code == 404
    assert own.post("/providers/me/portfolio/1/remove/").status_code == 404
    assert other.days_off.exists()


def test_the_duty_switch_is_a_page_of_its_own(own: Client, ravi: Provider) -> None:
    address = f"/providers/{ravi.pk}/do/go-off-duty/"
    assert own.get(address).status_code == 200
    assert own.post(address, {}).status_code == 303
    assert not Provider.objects.get(pk=ravi.pk).is_on_duty


def test_nobody_switches_somebody_elses_duty(ravi: Provider) -> None:
    stranger = signed_in(person())
    assert stranger.post(f"/providers/{ravi.pk}/do/go-off-duty/", {}).status_code == 404
    assert Provider.objects.get(pk=ravi.pk).is_on_duty


def test_who_applies_is_a_provider_to_be_checked() -> None:
    user = person()
    own = signed_in(user)
    given = {"display_name": "New Nina", "latitude": "28.6", "longitude": "77.2"}
    assert own.get("/providers/apply/").status_code == 200
    assert own.post("/providers/apply/", given).headers["Location"] == "/providers/me/"
    assert not Provider.objects.get(user=user).is_verified
    assert own.get("/providers/apply/").headers["Location"] == "/providers/me/"
    again = own.post("/providers/apply/", given)
    assert again.headers["Location"] == "/providers/me/"
    assert "You have applied already." in own.get("/providers/me/").content.decode()


@pytest.mark.parametrize("wrong", [{"display_name": ""}, {"latitude": ""}, {"state": "verified"}])
def test_a_wrong_application_makes_nothing(wrong: dict[str, str]) -> None:
    user = person()
    given = {"display_name": "New Nina", "latitude": "28.6", "longitude": "77.2"} | wrong
    assert signed_in(user).post("/providers/apply/", given).status_code == 422
    assert not Provider.objects.filter(user=user).exists()


def test_an_applicant_fills_the_pages_while_waiting() -> None:
    own = signed_in(applicant().user)
    html = own.get("/providers/me/").content.decode()
    assert "Customers do not see you yet." in html and "Working hours" in html
