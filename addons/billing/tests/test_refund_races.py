"""Refunds at the same moment: never more is given back than was paid."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.workflow import Door, DoorError
from addons.base.workflow.doors import perform
from addons.billing.flow import InvoiceFlow
from addons.billing.models import Invoice, Refund
from addons.billing.refund_flow import RefundFlow
from addons.billing.tests.arrange import bill, line
from addons.ledger.models import Account
from addons.ledger.points import wallet_of
from addons.ledger.tests.arrange import assert_sound, pay_in

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 32


def paid(ann, price="100.00"):
    invoice = bill(ann, None, line(price, rate="0", tax="0"))
    pay_in(wallet_of(ann), invoice.total)
    data = {"amount": invoice.total}
    return perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)


def asked(amount):
    return {"amount": amount, "to": "wallet", "borne_by": "house", "reason": "Late."}


def wrong(answers):
    return [
        each for each in answers if isinstance(each, Exception) and not isinstance(each, DoorError)
    ]


def race(ann, fay):
    """Of 100.00 that were paid, everybody gives back 30.00 at the same moment."""
    invoice = paid(ann)

    def act(_number):
        return perform(
            invoice, InvoiceFlow.refund, actor=fay, data=asked("30.00"), via=Door.CONSOLE
        )

    answers = at_once(CROWD, act)
    assert wrong(answers) == []
    assert len([each for each in answers if isinstance(each, Invoice)]) == 3
    assert Account.objects.get(pk=wallet_of(ann).pk).balance == D(90)
    assert Invoice.objects.get(pk=invoice.pk).refunded == D(90)
    assert Invoice.objects.credit_notes().count() == 3
    assert_sound()


def test_of_many_refunds_at_once_no_more_than_was_paid_is_given():
    race(make_person("Ann"), make_person("Fay", roles=("finance",)))


def test_without_looking_at_what_is_left_they_get_in_each_others_way(monkeypatch):
    """Each takes its part as if it were alone: then nobody is told no, and sums break off."""

    def take_back(self, amount, *, refunded):
        self.credited, self.refunded = self.credited + amount, self.refunded + refunded

    monkeypatch.setattr(Refund, "require_left", lambda self, left: None)
    monkeypatch.setattr(Invoice, "take_back", take_back)
    ann = make_person("Ann")
    with pytest.raises(AssertionError):
        race(ann, make_person("Fay", roles=("finance",)))
    assert Account.objects.get(pk=wallet_of(ann).pk).balance <= D(100)
    assert_sound()


def test_one_refund_approved_from_many_sides_is_given_once():
    ann, fay = make_person("Ann"), make_person("Fay", roles=("finance",))
    fred = make_person("Fred", roles=("finance",))
    invoice = paid(ann, "20000.00")
    data = asked("15000.00")
    perform(invoice, InvoiceFlow.refund, actor=fay, data=data, via=Door.CONSOLE)
    refund = Refund.objects.get()

    def act(_number):
        return perform(refund, RefundFlow.approve, actor=fred, data={}, via=Door.CONSOLE)

    answers = at_once(CROWD, act)
    assert wrong(answers) == []
    assert len([each for each in answers if isinstance(each, Refund)]) == 1
    assert Account.objects.get(pk=wallet_of(ann).pk).balance == D(15000)
    assert_sound()
