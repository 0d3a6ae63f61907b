"""A process that dies between the gateway's answer and the commit loses nothing and doubles nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.db import connection

from addons.base import clock, faults
from addons.base.events.effects import run_owed_effects
from addons.base.events.verify import breaks
from addons.base.testing.crashes import dies_at
from addons.base.workflow import Door, System
from addons.payments import trial
from addons.payments.gateways.embedded import HEADER, checkout_of, secret
from addons.payments.gateways.signatures import signed
from addons.payments.models import GatewayEvent, Repayment
from addons.payments.points import give_back
from addons.payments.schedules import look_after_payments, look_after_repayments
from addons.payments.webhooks import receive

from .arrange import again, ask, at_gateway, in_wallet, paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SYSTEM = System("test")
# PostgreSQL writes these in one statement: there is no between.
ONLY_ON_SQLITE = {*faults.ONLY_ON_SQLITE, "ledger:between-steps"}
IN_DOORS = [
    point
    for point in faults.FAULTS
    if point.startswith(("perform:", "ledger:"))
    if point not in {"perform:after-commit"}
    if connection.vendor == "sqlite" or point not in ONLY_ON_SQLITE
]


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch, transactional_db):
    monkeypatch.setattr(faults, "_chosen", "")


@pytest.fixture
def charged(asha):
    payment = ask(asha)
    trial.charge(checkout_of(payment))
    return again(payment)


def tell(payment):
    body = trial.message_of(checkout_of(payment), event="event-1")
    return receive("test", body, {HEADER: signed(body, secret=secret())})


@pytest.mark.parametrize("point", ["payments:noted", "payments:settled", *IN_DOORS])
def test_a_message_whose_hearing_was_cut_off_is_heard_when_it_comes_again(charged, asha, point):
    assert dies_at(point, lambda: tell(charged))
    assert list(breaks()) == []
    assert (in_wallet(asha), GatewayEvent.objects.count()) == (0, 0)
    assert tell(charged) == 200
    assert (again(charged).state, in_wallet(asha)) == ("succeeded", D("100.00"))
    assert list(breaks()) == []


@pytest.mark.parametrize("point", ["payments:answered", *IN_DOORS])
def test_an_answer_that_was_not_written_down_is_asked_for_again(charged, asha, point):
    assert dies_at(point, look_after_payments)
    assert (again(charged).state, in_wallet(asha)) == ("pending", 0)
    look_after_payments()
    assert (again(charged).state, in_wallet(asha)) == ("succeeded", D("100.00"))
    assert list(breaks()) == []


def test_a_crash_after_the_commit_loses_nothing(charged, asha):
    assert dies_at("perform:after-commit", lambda: tell(charged))
    assert (again(charged).state, in_wallet(asha)) == ("succeeded", D("100.00"))
    assert list(breaks()) == []


@pytest.mark.parametrize(
    "point", ["payments:answered", "perform:after-history", "effects:after-work"]
)
def test_money_on_its_way_back_is_sent_once(asha, point):
    payment = paid(asha)
    by = {"actor": SYSTEM, "via": Door.CONSOLE}
    give_back(payment, D("30.00"), key="back", reason="No", **by)
    assert dies_at(point, run_owed_effects)
    assert list(breaks()) == []
    with clock.travelled(timedelta(hours=2)):
        look_after_repayments()
        run_owed_effects()
    assert Repayment.objects.get().state == "done"
    assert len(checkout_of(payment).repayments) == 1
    assert in_wallet(asha) == at_gateway() == D("70.00")
    assert list(breaks()) == []
