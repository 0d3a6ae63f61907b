from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from addons.base import clock
from addons.base.workflow import Conflict, Door, Invalid, NotSignedIn, Refused, System
from addons.base.workflow.doors import create
from addons.catalog.models import ServiceItem
from addons.jobs.models import CustomerSearch, Job
from addons.jobs.points import PAYMENT_METHODS

from .conftest import booking

pytestmark = pytest.mark.django_db


def test_booking_offers_the_job_to_the_chosen_provider(book, ravi, mira):
    job = book(ravi)
    assert job.state == "pending"
    assert [offer.provider for offer in job.offers.all()] == [ravi]


def test_booking_anyone_near_asks_the_best_one(book, ravi, mira):
    job = book(None)
    assert job.offers.count() == 1
    assert job.provider in (ravi, mira)


def test_booking_with_nobody_near_calls_a_dispatcher(book):
    job = book(None)
    assert job.provider is None
    assert job.waits_for_dispatcher_since is not None


def test_price_tax_and_commission_are_frozen_as_lines(book, ravi, category):
    item = ServiceItem.objects.create(
        category=category, name="Tap", slug="tap", price=Decimal("333.33"), duration_minutes=45
    )
    job = book(ravi, items=[{"item": item.pk, "quantity": 3}])
    item.price = Decimal(1)
    item.save()
    job.refresh_from_db()
    assert [line["amount"] for line in job.lines] == ["999.99"]
    assert (job.subtotal, job.tax, job.total) == (
        Decimal("999.99"),
        Decimal("180.00"),
        Decimal("1179.99"),
    )
    assert job.commission == Decimal("200.00")
    assert job.duration_minutes == 135


def test_booking_makes_the_customers_search_active_and_acceptance_inactive(
    book, alice, ravi, accept
):
    job = book(ravi)
    assert CustomerSearch.objects.state_of(alice) == "active"
    accept(job, ravi)
    assert CustomerSearch.objects.state_of(alice) == "inactive"


@pytest.mark.parametrize("method", ["wallet", "card"])
def test_wallet_and_card_are_not_offered_without_their_addon(book, ravi, method, monkeypatch):
    cash = {"cash": PAYMENT_METHODS["cash"]}
    monkeypatch.setattr(PAYMENT_METHODS, "_entries", cash)
    with pytest.raises(Invalid) as refusal:
        book(ravi, payment_method=method)
    assert list(refusal.value.errors) == ["payment_method"]


def test_what_is_paid_before_the_work_is_not_booked_in_cash(book, ravi, prepaid, paid_in_shells):
    with pytest.raises(Invalid) as refusal:
        book(ravi)
    text = "This service is paid before the work. Choose: Shells."
    assert refusal.value.errors == {"payment_method": [text]}
    assert not Job.objects.exists()
    assert book(ravi, payment_method="shells").payment_method == "shells"


def test_what_is_booked_ahead_and_paid_before_the_work_does_not_fall_back_to_cash(
    alice, ravi, prepaid, monkeypatch
):
    monkeypatch.setattr(PAYMENT_METHODS, "_entries", {"cash": PAYMENT_METHODS["cash"]})
    data = booking(ravi, customer=alice.pk, payment_method="wallet")
    with pytest.raises(Invalid) as refusal:
        create(Job, actor=System("recurring.rhythm"), data=data, via=Door.FOLLOW_UP)
    assert "not possible here yet" in refusal.value.errors["payment_method"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("latitude", "123"),
        ("longitude", "-181"),
        ("category", "no-such-service"),
        ("description", ""),
        ("address", ""),
        ("provider", 999_999),
        ("payment_method", "shells"),
    ],
)
def test_wrong_input_names_its_field(book, ravi, field, value):
    with pytest.raises(Invalid) as refusal:
        book(ravi, **{field: value})
    assert list(refusal.value.errors) == [field]


def test_booking_in_the_past_is_refused(book, ravi):
    with pytest.raises(Invalid) as refusal:
        book(ravi, scheduled_at=(clock.now() - timedelta(hours=1)).isoformat())
    assert list(refusal.value.errors) == ["scheduled_at"]


def test_booking_outside_working_hours_is_refused(book, ravi):
    ravi.working_hours.all().delete()
    with pytest.raises(Refused) as refusal:
        book(ravi, scheduled_at=(clock.now() + timedelta(days=1)).isoformat())
    assert refusal.value.code == "not_working"


def test_booking_a_provider_who_does_not_come_that_far_is_refused(book, make_provider):
    far = make_provider("far", km_north=40)
    with pytest.raises(Refused) as refusal:
        book(far)
    assert refusal.value.code == "too_far"
    assert refusal.value.field == "provider"


def test_a_provider_cannot_book_themselves(book, ravi):
    with pytest.raises(Refused) as refusal:
        book(ravi, by=ravi.user)
    assert refusal.value.code == "own_job"


def test_nobody_books_without_signing_in(book, ravi):
    from django.contrib.auth.models import AnonymousUser

    with pytest.raises(NotSignedIn):
        book(ravi, by=AnonymousUser())


def test_a_customer_books_for_nobody_else(book, ravi, bob):
    with pytest.raises(Invalid) as refusal:
        book(ravi, customer=bob.pk)
    assert list(refusal.value.errors) == ["customer"]


def test_a_dispatcher_books_for_a_customer_on_the_phone(book, ravi, bob, dora):
    job = book(ravi, by=dora, customer=bob.pk)
    assert job.customer == bob


def test_five_thousand_characters_of_emoji_are_too_many(book, ravi):
    with pytest.raises(Invalid) as refusal:
        book(ravi, description="🔧" * 5000)
    assert list(refusal.value.errors) == ["description"]


def test_a_provider_is_never_booked_twice_for_the_same_time(book, ravi, bob, accept):
    at = (clock.now() + timedelta(days=1)).isoformat()
    first, second = book(ravi, scheduled_at=at), book(ravi, by=bob, scheduled_at=at)
    accept(first, ravi)
    with pytest.raises(Refused) as refusal:
        accept(second, ravi)
    assert refusal.value.code == "slot_taken"
    with pytest.raises((Refused, Conflict)):
        book(ravi, by=bob, scheduled_at=at)


def test_booking_speaks_hindi(client):
    page = client.get("/book/", headers={"accept-language": "hi"}).content.decode()
    assert '<html lang="hi" dir="ltr">' in page
    assert "आपको क्या चाहिए?" in page
