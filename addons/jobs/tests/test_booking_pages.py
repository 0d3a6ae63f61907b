"""The pages of booking: what is known is not asked, and wrong input is answered there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from addons.accounts.models import Address
from addons.base import clock
from addons.jobs.models import Job
from addons.jobs.points import PAYMENT_METHODS, Obstacle

from .browsing import browser_of, said_on, text_of

pytestmark = pytest.mark.django_db

BOOK = "/book/leak-repair/"
TOO_LONG = "🔧" * 5000


@pytest.fixture
def home(alice: Any) -> Address:
    return Address.objects.create(
        user=alice,
        label="Home",
        line="12 Main Street",
        area="Gole Market",
        city="Delhi",
        latitude=28.6139,
        longitude=77.2090,
    )


@pytest.fixture
def pages(home: Address) -> Client:
    """Alice's browser; she is known to live near."""
    return browser_of(home.user)


@pytest.fixture
def need(pages: Client, home: Address, category: Any) -> Callable[..., Any]:
    """The first page sent, as it is drawn for Alice unless said otherwise."""

    def need(**said: Any) -> Any:
        return pages.post(BOOK, {"place": home.pk, "description": ""} | said)

    return need


def test_a_known_customer_books_without_typing(pages, need, ravi):
    assert need()["Location"] == f"{BOOK}who/"
    assert pages.post(f"{BOOK}who/", {"choice": "@"})["Location"] == f"{BOOK}confirm/"
    pages.get(f"{BOOK}confirm/")
    assert pages.post(f"{BOOK}confirm/").status_code == 303
    job = Job.objects.get()
    assert (job.address, job.description, job.scheduled_at) == (
        "12 Main Street",
        "Leak repair",
        None,
    )


@pytest.fixture
def by_shells(monkeypatch):
    """Shells buy what costs less than 100; Alice's jobs cost more."""
    obstacle = Obstacle(
        code="insufficient_funds",
        message="You need 490 shells more.",
        url="/shells/",
        label="Find shells",
    )
    shells = replace(
        PAYMENT_METHODS["cash"],
        label="Shells",
        explain=lambda category: "You give shells at once.",
        why_not=lambda customer, total: obstacle if total >= 100 else None,
        after=lambda job: f"/shells/{job.pk}/",
        order=10,
    )
    # Jobs are tested as they are without what other addons bring.
    methods = {"cash": PAYMENT_METHODS["cash"], "shells": shells}
    monkeypatch.setattr(PAYMENT_METHODS, "_entries", methods)
    return shells


@pytest.fixture
def at_confirm(pages, need):
    need()
    pages.post(f"{BOOK}who/", {"choice": "@"})
    return pages


def test_one_way_to_pay_is_said_and_not_asked(monkeypatch, at_confirm, ravi):
    cash = {"cash": PAYMENT_METHODS["cash"]}
    monkeypatch.setattr(PAYMENT_METHODS, "_entries", cash)
    page = text_of(at_confirm.get(f"{BOOK}confirm/"))
    assert "You pay the provider when the work is done." in page
    assert 'name="payment_method"' not in page


def test_what_is_paid_before_the_work_offers_no_cash_and_says_why(
    at_confirm, ravi, prepaid, paid_in_shells
):
    page = text_of(at_confirm.get(f"{BOOK}confirm/"))
    assert "This service is paid before the work." in page
    assert "You pay the provider when the work is done." not in page
    refused = at_confirm.post(f"{BOOK}confirm/", {"payment_method": "cash"})
    assert refused.status_code == 422
    assert "This service is paid before the work. Choose: Shells." in text_of(refused)
    at_confirm.post(f"{BOOK}confirm/", {"payment_method": "shells"})
    assert Job.objects.get().payment_method == "shells"


def test_where_nothing_can_be_paid_before_the_work_it_is_said_and_not_booked(
    monkeypatch, at_confirm, ravi, prepaid
):
    monkeypatch.setattr(PAYMENT_METHODS, "_entries", {"cash": PAYMENT_METHODS["cash"]})
    page = text_of(at_confirm.get(f"{BOOK}confirm/"))
    assert "not possible here yet" in page
    assert "Book for" not in page
    assert at_confirm.post(f"{BOOK}confirm/").status_code == 422
    assert not Job.objects.exists()


def test_ways_to_pay_are_explained_and_one_is_chosen(at_confirm, ravi, by_shells):
    page = text_of(at_confirm.get(f"{BOOK}confirm/"))
    assert "You give shells at once." in page
    assert 'value="cash" form="booking" required checked' in page


def test_what_is_missing_is_said_with_the_way_to_mend_it_and_back(at_confirm, ravi, by_shells):
    page = text_of(at_confirm.get(f"{BOOK}confirm/"))
    assert "You need 490 shells more." in page and "Find shells" in page
    assert "/shells/?next=%2Fbook%2Fleak-repair%2Fconfirm%2F%3Fpay%3Dshells" in page
    assert 'value="shells" form="booking" required disabled' in page
    answer = at_confirm.post(f"{BOOK}confirm/", {"payment_method": "shells"})
    assert answer.status_code == 409
    assert "You need 490 shells more." in text_of(answer)
    assert not Job.objects.exists()


def test_who_comes_back_finds_their_choice_and_goes_where_the_method_says(
    monkeypatch, at_confirm, ravi, by_shells
):
    rich = replace(by_shells, why_not=None)
    monkeypatch.setitem(PAYMENT_METHODS._entries, "shells", rich)
    page = text_of(at_confirm.get(f"{BOOK}confirm/?pay=shells"))
    assert 'value="shells" form="booking" required checked' in page
    answer = at_confirm.post(f"{BOOK}confirm/", {"payment_method": "shells"})
    job = Job.objects.get()
    assert (job.payment_method, answer["Location"]) == ("shells", f"/shells/{job.pk}/")


def test_a_way_to_pay_that_is_not_offered_is_refused_in_words(at_confirm, ravi, by_shells):
    at_confirm.get(f"{BOOK}confirm/")
    for wrong in ("wallet", "🔧"):
        answer = at_confirm.post(f"{BOOK}confirm/", {"payment_method": wrong})
        assert answer.status_code == 422
    assert "not offered yet" in text_of(
        at_confirm.post(f"{BOOK}confirm/", {"payment_method": "wallet"})
    )
    assert not Job.objects.exists()


def test_who_has_no_address_is_asked_for_one(bob, category):
    pages = browser_of(bob)
    assert 'name="place"' not in text_of(pages.get(BOOK))
    answer = pages.post(BOOK, {"description": "A tap drips"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"address", "area"}


def test_who_comes_can_call_or_it_is_said_that_they_cannot(pages, need, alice):
    need()
    pages.post(f"{BOOK}who/", {"choice": "@"})
    assert "Add a phone number" in text_of(pages.get(f"{BOOK}confirm/"))
    alice.phone = "+919999900201"
    alice.save()
    assert "+919999900201" in text_of(pages.get(f"{BOOK}confirm/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("place", "999999"),
        ("place", "x"),
        ("items", "999999"),
        ("description", TOO_LONG),
        ("photos", SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>", "image/jpeg")),
        ("photos", "999999"),
    ],
)
def test_wrong_input_is_said_at_its_field(need, field, value):
    answer = need(**{field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_nobody_books_to_somebody_elses_address(bob, home, category):
    answer = browser_of(bob).post(BOOK, {"place": home.pk, "address": "", "area": ""})
    assert answer.status_code == 422
    assert home.area not in str(answer.context["form"].errors["place"])


@pytest.mark.parametrize(
    "choice",
    ["", "999999@", "x@", f"{10**30}@", "@yesterday", "@2026-02-31T10:00", "@1999-01-01T10:00Z"],
)
def test_a_choice_that_is_none_is_said_on_the_page(pages, need, ravi, choice):
    need()
    answer = pages.post(f"{BOOK}who/", {"choice": choice})
    assert answer["Location"] == f"{BOOK}who/"
    assert 'data-level="error"' in said_on(pages, answer)


@pytest.mark.parametrize("day", ["x", "2026-02-31", "0000-00-00", "1999-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_one_of_the_week(pages, need, ravi, day):
    need()
    answer = pages.get(f"{BOOK}who/", {"day": day})
    assert answer.context["day"] in answer.context["days"]


@pytest.fixture
def confirm(pages: Client, need: Callable[..., Any]) -> Callable[[str], Any]:
    """The last page sent, with this choice."""

    def confirm(choice: str) -> Any:
        need()
        pages.post(f"{BOOK}who/", {"choice": choice})
        pages.get(f"{BOOK}confirm/")
        return pages.post(f"{BOOK}confirm/")

    return confirm


def test_a_time_that_has_passed_meanwhile_is_not_booked(pages, need, ravi):
    need()
    soon = clock.now() + timedelta(minutes=5)
    pages.post(f"{BOOK}who/", {"choice": f"{ravi.pk}@{soon.isoformat()}"})
    pages.get(f"{BOOK}confirm/")
    with clock.travelled(timedelta(hours=1)):
        answer = pages.post(f"{BOOK}confirm/")
    assert answer.status_code == 422
    assert "This time is past" in text_of(answer)
    assert not Job.objects.exists()


def test_outside_their_hours_nobody_is_booked(confirm, ravi):
    ravi.working_hours.all().delete()
    tomorrow = clock.now() + timedelta(days=1)
    answer = confirm(f"{ravi.pk}@{tomorrow.isoformat()}")
    assert answer.status_code == 409
    assert "Choose again" in text_of(answer)


def test_who_does_not_come_that_far_is_not_booked(confirm, make_provider):
    far = make_provider("far", km_north=40)
    answer = confirm(f"{far.pk}@")
    assert answer.status_code == 409
    assert "Choose again" in text_of(answer)


def test_a_second_press_books_nothing_more(pages, confirm, ravi):
    confirm("@")
    assert pages.post(f"{BOOK}confirm/")["Location"] == "/jobs/"
    assert Job.objects.count() == 1


def test_steps_that_were_skipped_are_gone_back_to(pages, category):
    assert pages.post(f"{BOOK}who/", {"choice": "@"})["Location"] == BOOK
    assert pages.get(f"{BOOK}confirm/")["Location"] == f"{BOOK}who/"


def test_a_service_that_is_none_is_a_404(pages):
    assert pages.get("/book/no-such-service/").status_code == 404
