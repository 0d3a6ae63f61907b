"""A process that dies in a tick or a settlement leaves the money right; the next does the rest."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import faults
from addons.base.testing.crashes import dies_at
from addons.billing.models import Invoice
from addons.consultations.closing import close_due
from addons.consultations.funding import fund
from addons.consultations.tests.arrange import (
    assert_sound,
    end,
    heard,
    later,
    meter_of,
    now,
    talk,
    wallet,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

TICK = ["consultations:meters-locked", "consultations:more-held", "consultations:meters-written"]
SETTLEMENT = [
    "perform:after-lock",
    "perform:after-body",
    "perform:after-history",
    "consultations:meter-stopped",
    "ledger:locked",
    "ledger:posted",
    "consultations:captured",
    "consultations:settled",
    "perform:after-follow-ups",
]


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch, transactional_db):
    monkeypatch.setattr(faults, "_chosen", "")


def test_every_point_of_ours_is_tried():
    ours = {point for point in faults.FAULTS if point.startswith("consultations:")}
    assert ours == {p for p in (*TICK, *SETTLEMENT) if p.startswith("consultations:")}


@pytest.mark.parametrize("point", SETTLEMENT)
def test_an_end_that_dies_has_not_happened_and_happens_once(active, alice, point):
    talk(active, timedelta(seconds=70))
    with later(seconds=70):
        assert dies_at(point, lambda: end(active, alice))
        assert_sound()
        assert now(active).state == "active"
        assert wallet(alice).held == D("100.00")
        end(active, alice)
    assert now(active).cost == D("40.00")
    assert wallet(alice).balance == D("460.00")
    assert Invoice.objects.count() == 1
    assert_sound()


@pytest.mark.parametrize("point", ["perform:after-commit"])
def test_an_end_that_dies_after_its_commit_stays(active, alice, point):
    assert dies_at(point, lambda: end(active, alice))
    assert now(active).state == "ended"
    assert end(active, alice).end_reason == "user_requested"
    assert_sound()


@pytest.mark.parametrize("point", TICK)
def test_a_tick_that_dies_has_held_nothing_and_the_next_does_it(active, alice, point):
    talk(active, timedelta(seconds=90))
    with later(seconds=90):
        assert dies_at(point, fund)
        assert (meter_of(active).increments, wallet(alice).held) == (5, D("100.00"))
        assert_sound()
        assert fund() == 1
    assert wallet(alice).held == meter_of(active).increments * D("20.00")
    assert_sound()


@pytest.mark.parametrize("point", ["consultations:captured", "schedules:mid-batch"])
def test_a_sweep_that_dies_is_taken_up_by_the_next(active, alice, point):
    for second in range(0, 130, 10):
        with later(seconds=second):
            heard(active, *(("provider",) if second > 30 else ("customer", "provider")))
    with later(seconds=130):
        assert dies_at(point, close_due)
        assert_sound()
        close_due()
    assert now(active).end_reason == "user_disconnected"
    assert Invoice.objects.count() == 1
    assert_sound()
