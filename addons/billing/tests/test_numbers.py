"""Numbers without gaps, through races, rollbacks and the turn of the year."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal as D
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from addons.base import clock
from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.workflow import Door
from addons.billing import numbers
from addons.billing.models import Counter, Invoice
from addons.billing.points import credit, record_payment
from addons.billing.tests.arrange import TEST, bill

CROWD = 64
ROUNDS = 3
ONE_IN = 4


class Undone(Exception):
    pass


def issue_at_once(ann, round_):
    """Everybody issues at the same moment; of some it is undone again."""

    def act(number):
        with transaction.atomic():
            bill(ann, key=f"race:{round_}:{number}")
            if number % ONE_IN == 0:
                raise Undone

    return [each for each in at_once(CROWD, act) if each is not None]


def numbers_without_gaps():
    given = list(Invoice.objects.invoices().order_by("sequence").values_list("sequence", flat=True))
    return given == list(range(1, len(given) + 1))


def race(ann):
    for round_ in range(ROUNDS):
        failures = issue_at_once(ann, round_)
        assert {type(each) for each in failures} == {Undone}
        assert len(failures) == CROWD // ONE_IN
        assert numbers_without_gaps()
    assert Invoice.objects.count() == ROUNDS * CROWD * (ONE_IN - 1) // ONE_IN


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_many_who_issue_at_once_leave_no_gap():
    race(make_person("Ann"))


@pytest.mark.django_db(transaction=True)
def test_without_the_counter_they_get_in_each_others_way(monkeypatch):
    """Each takes one more than what was there when it looked."""
    seen = 0

    def look_and_count(kind, year):
        return seen + 1

    monkeypatch.setattr(numbers, "take", look_and_count)
    with pytest.raises(AssertionError):
        race(make_person("Ann"))


@pytest.mark.django_db(transaction=True)
def test_one_key_from_many_sides_is_one_invoice():
    ann = make_person("Ann")
    answers = at_once(16, lambda _number: bill(ann, key="one"))
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert len({each.pk for each in answers}) == 1
    assert Counter.objects.get().last == 1


@pytest.mark.django_db(transaction=True)
def test_one_payment_from_many_sides_counts_once():
    invoice = bill(make_person("Ann"))

    def act(_number):
        return record_payment(invoice, D(18), key="p", actor=TEST, via=Door.COMMAND)

    answers = at_once(16, act)
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert Invoice.objects.get().paid == D(18)


@pytest.mark.django_db(transaction=True)
def test_of_many_payments_at_once_no_more_than_is_open_is_taken():
    invoice = bill(make_person("Ann"))

    def act(number):
        return record_payment(invoice, D(59), key=f"p:{number}", actor=TEST, via=Door.COMMAND)

    answers = at_once(16, act)
    assert len([each for each in answers if isinstance(each, Invoice)]) == 2
    assert (Invoice.objects.get().paid, Invoice.objects.get().receipts.count()) == (D(118), 2)


def moment(*parts, zone):
    return datetime(*parts, tzinfo=ZoneInfo(zone))


@pytest.mark.django_db
def test_a_year_ends_where_the_house_is(settings):
    settings.TIME_ZONE = zone = "Asia/Kolkata"
    ann = make_person("Ann")
    with clock.at(moment(2027, 12, 31, 23, 59, 30, zone=zone)):
        last = bill(ann)
    with clock.at(moment(2028, 1, 1, 0, 0, 30, zone=zone)):
        first, second = bill(ann), bill(ann)
    assert last.number == "INV-2027-000001"
    assert (first.number, second.number) == ("INV-2028-000001", "INV-2028-000002")
    assert (str(last.issued_on), str(first.issued_on)) == ("2027-12-31", "2028-01-01")


@pytest.mark.django_db
def test_a_clock_that_is_set_back_goes_on_in_the_old_year(settings):
    settings.TIME_ZONE = zone = "Asia/Kolkata"
    ann = make_person("Ann")
    with clock.at(moment(2027, 12, 31, 12, zone=zone)):
        bill(ann)
    with clock.at(moment(2028, 1, 1, 12, zone=zone)):
        bill(ann)
    with clock.at(moment(2027, 12, 31, 13, zone=zone)):
        assert bill(ann).number == "INV-2027-000002"


@pytest.mark.django_db
def test_a_month_ends_where_the_house_is(settings):
    settings.TIME_ZONE = zone = "Asia/Kolkata"
    with clock.at(moment(2027, 5, 1, 0, 10, zone=zone)):
        assert str(bill(make_person("Ann")).issued_on) == "2027-05-01"


@pytest.mark.django_db
def test_credit_notes_count_by_themselves(settings):
    ann = make_person("Ann")
    invoice = bill(ann)
    bill(ann)
    note = credit(invoice, D(1), key="n", reason="", actor=TEST, via=Door.COMMAND)
    assert note.number == f"CN-{note.year}-000001"
    assert bill(ann).sequence == 3


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_in_the_transaction_that_uses_it():
    with pytest.raises(RuntimeError):
        numbers.next_number("invoice", clock.now())
