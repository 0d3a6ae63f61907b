"""A process that dies anywhere in the books leaves them whole, and the same key does the rest once.

Each test forks a process that ends itself with SIGKILL at a named point (`base/faults.py`).
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import connection

from addons.base import clock, faults
from addons.base.events.verify import breaks
from addons.base.testing.crashes import dies_at
from addons.base.testing.people import make_person
from addons.ledger import points as ledger
from addons.ledger.models import Hold
from addons.ledger.resolving import expire_due
from addons.ledger.tests.arrange import TEST, figures, move, pay_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

POINTS = [
    point
    for point in faults.FAULTS
    if point.startswith(("ledger:", "sets:"))
    if connection.vendor == "sqlite" or point not in faults.ONLY_ON_SQLITE
]


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch):
    monkeypatch.setattr(faults, "_chosen", "")


@pytest.fixture
def wallet(transactional_db):
    return pay_in(ledger.wallet_of(make_person("Ann")), D("100.00"))


@pytest.fixture
def earnings(transactional_db):
    return ledger.earnings_of(make_person("Tara"))


@pytest.fixture
def held(wallet):
    return ledger.hold(wallet, D("40.00"), key="job:9")


def assert_sound():
    assert list(breaks()) == []


@pytest.mark.parametrize("point", POINTS)
def test_a_transfer_is_whole_or_not_there_and_done_once_in_the_end(wallet, earnings, point):
    def pay():
        return move(wallet, earnings, D("30.00"), key="job:9:payout")

    assert dies_at(point, pay)
    assert_sound()
    assert figures(wallet) == (D("100.00"), 0)
    assert pay() == pay()
    assert figures(wallet) == (D("70.00"), 0)
    assert figures(earnings) == (D("30.00"), 0)
    assert_sound()


@pytest.mark.parametrize("point", POINTS)
def test_a_capture_is_whole_or_not_there_and_done_once_in_the_end(wallet, earnings, held, point):
    def settle():
        to = [(earnings, D("25.00"))]
        return ledger.capture(held, D("25.00"), kind=ledger.REVERSAL, to=to, actor=TEST)

    assert dies_at(point, settle)
    assert_sound()
    assert Hold.objects.get(pk=held.pk).is_open
    assert figures(wallet) == (D("100.00"), D("40.00"))
    assert settle() == settle()
    assert figures(wallet) == (D("75.00"), 0)
    assert figures(earnings) == (D("25.00"), 0)
    assert_sound()


@pytest.mark.parametrize("point", ["ledger:locked", "schedules:mid-batch"])
def test_a_sweep_that_dies_is_taken_up_by_the_next(wallet, point, monkeypatch):
    monkeypatch.setattr("addons.ledger.resolving.BATCH", 2)
    for number in range(5):
        ledger.hold(wallet, D("1.00"), key=f"short:{number}", expires_at=clock.now())
    with clock.travelled(timedelta(days=9)):
        assert dies_at(point, expire_due)
        assert_sound()
        left = Hold.objects.open().count()
        assert left == (5 if point == "ledger:locked" else 3)
        assert expire_due() == left
        assert expire_due() == 0
    assert figures(wallet) == (D("100.00"), 0)
    assert_sound()
