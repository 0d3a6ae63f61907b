"""A process that is killed while it bills, takes or gives back leaves nothing half done.

Each test forks a process that ends itself with SIGKILL at a named point (`base/faults.py`).
"""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from django.db import connection

from addons.base import faults
from addons.base.events.verify import breaks
from addons.base.testing.crashes import dies_at
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.billing.flow import InvoiceFlow
from addons.billing.models import Counter, Invoice, Parties, Receipt, Refund, TaxLine
from addons.billing.refund_flow import RefundFlow
from addons.billing.tests.arrange import bill, line
from addons.ledger.models import Account, Transfer
from addons.ledger.points import earnings_of, wallet_of
from addons.ledger.tests.arrange import pay_in
from addons.payments.models import Payment, Repayment
from addons.payments.tests.arrange import press

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def passed(*beginnings):
    """The points before the commit whose names begin so."""
    return [
        point
        for point in faults.FAULTS
        if point.startswith(beginnings) and point != "perform:after-commit"
        if connection.vendor == "sqlite" or point not in faults.ONLY_ON_SQLITE
    ]


ISSUING = ("billing:number-taken", "billing:parts-written")
# A new record passes fewer points than a changed one.
WRITING = ("update", "event", "history", "effects-owed")
NEW_ONE = tuple(f"perform:after-{what}" for what in WRITING)
BOOKS = ("ledger:locked", "ledger:posted", "sets:")
REFUNDING = ("perform:", *BOOKS, *ISSUING, "billing:money-moved", "billing:given-back")


@pytest.fixture(autouse=True)
def nothing_chosen(monkeypatch, transactional_db):
    """The people of the other fixtures have to be there for other processes."""
    monkeypatch.setattr(faults, "_chosen", "")


def assert_sound():
    assert list(breaks()) == []


def balance(account):
    return Account.objects.get(pk=account.pk).balance


@pytest.fixture
def paid(ann, tara):
    """118.00, from Ann's wallet; Tara has earned 80.00 of it."""
    invoice = bill(ann, tara)
    pay_in(wallet_of(ann), invoice.total)
    data = {"amount": invoice.total}
    return perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)


def refund(invoice, actor, amount="59.00", *, to="wallet", borne_by="provider"):
    data = {"amount": amount, "to": to, "borne_by": borne_by, "reason": "It was late."}
    return perform(invoice, InvoiceFlow.refund, actor=actor, data=data, via=Door.CONSOLE)


def assert_not_given_back(invoice):
    """Neither in the books nor on paper nor as a request that nobody knows of."""
    assert Invoice.objects.get(pk=invoice.pk).refunded == 0
    assert not Invoice.objects.credit_notes().exists()
    assert not Counter.objects.filter(kind="credit_note").exists()
    assert not Transfer.objects.filter(kind="refund").exists()
    assert_sound()


@pytest.mark.parametrize("point", passed(*NEW_ONE, *ISSUING))
def test_killed_while_issuing_no_number_is_lost(ann, tara, point):
    first = bill(ann, tara)
    assert dies_at(point, lambda: bill(ann, tara, key="second"))
    assert [Counter.objects.get().last, Invoice.objects.count()] == [1, 1]
    assert [model.objects.count() for model in (Parties, TaxLine)] == [1, 1]
    assert_sound()
    second = bill(ann, tara, key="second")
    assert (second.sequence, bill(ann, tara, key="second")) == (first.sequence + 1, second)
    assert_sound()


@pytest.mark.parametrize("point", passed("perform:", *BOOKS, "billing:paid"))
def test_killed_while_the_wallet_pays_it_is_not_paid_and_pays_once(ann, tara, point):
    invoice = bill(ann, tara)
    pay_in(wallet_of(ann), D("118.00"))

    def pay():
        data = {"amount": "118.00"}
        perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)

    assert dies_at(point, pay)
    assert (balance(wallet_of(ann)), Invoice.objects.get().paid) == (D("118.00"), 0)
    assert not Receipt.objects.exists()
    assert_sound()
    pay()
    assert (balance(wallet_of(ann)), balance(earnings_of(tara))) == (0, D("80.00"))
    assert (Invoice.objects.get().state, Receipt.objects.count()) == ("paid", 1)
    assert_sound()


@pytest.mark.parametrize("point", passed(*REFUNDING))
def test_killed_while_giving_back_nothing_moved_and_it_is_given_once(paid, ann, tara, fay, point):
    assert dies_at(point, lambda: refund(paid, fay))
    assert not Refund.objects.exists()
    assert (balance(wallet_of(ann)), balance(earnings_of(tara))) == (0, D("80.00"))
    assert_not_given_back(paid)
    refund(paid, fay)
    assert (balance(wallet_of(ann)), balance(earnings_of(tara))) == (D("59.00"), D("40.00"))
    assert Invoice.objects.credit_notes().get().sequence == 1
    assert_sound()


@pytest.mark.parametrize("point", ["ledger:posted", "billing:money-moved", "billing:given-back"])
def test_killed_while_giving_back_to_the_card_the_gateway_is_not_told(ann, tara, fay, point):
    invoice = bill(ann, tara)
    data = {"amount": "118.00"}
    perform(invoice, InvoiceFlow.pay_by_card, actor=ann, data=data, via=Door.PORTAL)
    press(Payment.objects.get(), "pay")

    assert dies_at(point, lambda: refund(invoice, fay, to="card"))
    assert (Payment.objects.get().refunded, Repayment.objects.count()) == (0, 0)
    assert_not_given_back(invoice)
    refund(invoice, fay, to="card")
    assert (Payment.objects.get().refunded, Repayment.objects.get().amount) == (D(59), D(59))
    assert balance(wallet_of(ann)) == 0
    assert_sound()


@pytest.mark.parametrize("point", passed(*REFUNDING))
def test_killed_while_approving_it_still_waits_and_is_approved_once(ann, fay, fred, point):
    invoice = bill(ann, None, line("20000.00", rate="0", tax="0"))
    pay_in(wallet_of(ann), invoice.total)
    data = {"amount": invoice.total}
    perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)
    refund(invoice, fay, "15000.00", borne_by="house")
    waiting = Refund.objects.get()

    def approve():
        perform(waiting, RefundFlow.approve, actor=fred, data={}, via=Door.CONSOLE)

    assert dies_at(point, approve)
    assert Refund.objects.get().state == "requested"
    assert balance(wallet_of(ann)) == 0
    assert_not_given_back(invoice)
    approve()
    assert (Refund.objects.get().state, balance(wallet_of(ann))) == ("refunded", D(15000))
    assert_sound()


def test_a_crash_after_the_commit_loses_no_refund(paid, ann, fay):
    assert dies_at("perform:after-commit", lambda: refund(paid, fay))
    assert (Refund.objects.get().state, balance(wallet_of(ann))) == ("refunded", D("59.00"))
    assert Invoice.objects.credit_notes().count() == 1
    assert_sound()
