"""Who is told what of money."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform
from addons.notifications.models import Notification
from addons.payments.gateways.protocol import Became, Said
from addons.payments.models import Repayment
from addons.payments.points import give_back
from addons.payments.repayment_flow import RepaymentFlow
from addons.payments.settle import settle

from .arrange import ask, cash, paid, press

pytestmark = pytest.mark.django_db
SYSTEM = System("test")


@pytest.fixture
def told(asha, fay):
    """What was told since the last call: triples of notice, person and subject."""

    def told():
        with clock.travelled(timedelta(hours=1)):
            run_owed_effects()
        assert not EffectRun.objects.filter(done_at=None).exists()
        rows = Notification.objects.order_by("pk").values_list("kind", "user__name", "title")
        found = [(kind.removeprefix("payments."), name, title) for kind, name, title in rows]
        Notification.objects.all().delete()
        return found

    return told


def test_the_payer_is_told_what_has_arrived(asha, ravi, told):
    paid(asha)
    assert told() == [("received", "Asha", "We have received ₹100.00")]
    cash(asha, ravi)
    assert told() == [("received", "Asha", "We have received ₹70.00")]
    assert [m.subject for m in mail.outbox][-1:] == ["We have received ₹70.00"]


def test_the_payer_is_told_what_failed_and_why(asha, told):
    press(ask(asha), "fail")
    assert told() == [("failed", "Asha", "Your payment of ₹100.00 failed")]
    assert "The bank did not accept it." in mail.outbox[-1].body


def test_the_payer_is_told_what_goes_back_and_how_much(asha, told):
    payment = paid(asha)
    told()
    by = {"actor": SYSTEM, "via": Door.CONSOLE}
    give_back(payment, D("30.00"), key="back", reason="Too much.", **by)
    assert told() == [("given_back", "Asha", "₹30.00 goes back to your card")]
    assert "Too much." in mail.outbox[-1].body


def test_who_paid_twice_is_told_that_it_goes_back_and_not_that_it_came(asha, told):
    press(ask(asha), "twice")
    kinds = [kind for kind, _name, _title in told()]
    assert sorted(kinds) == ["given_back", "received"]


def test_what_a_card_does_not_take_is_told_to_payer_and_finance(asha, told):
    by = {"actor": SYSTEM, "via": Door.CONSOLE}
    give_back(paid(asha), D("30.00"), key="back", reason="Too much.", **by)
    told()
    repayment, data = Repayment.objects.get(), {"reason": "The card is closed."}
    perform(repayment, RepaymentFlow.refuse, actor=SYSTEM, data=data, via=Door.SCHEDULE)
    assert {(kind, name) for kind, name, _title in told()} == {
        ("not_given_back", "Asha"),
        ("repayment_refused", "Fay"),
    }
    assert "The card is closed." in "".join(m.body for m in mail.outbox if "refund" in m.subject)


def test_finance_is_told_of_another_amount_and_what_to_do(asha, told):
    payment = ask(asha)
    said = Said(became=Became.PAID, charges=("charge-1",), amount=D("99.00"), currency="USD")
    for _time in range(2):
        settle(payment, said, via=Door.AUTOMATION)
    subject = f"{payment}: 99.00 USD was paid instead of ₹100.00"
    assert told() == [("other_amount", "Fay", subject)]
    body = mail.outbox[-1].body
    assert f"/payments/payment/{payment.pk}/" in body
    for word in (
        "charge-1",
        "give that money back there",
        f"if {payment} is still open, cancel it",
    ):
        assert word in body
