"""Who is told what of invoices and refunds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.billing.flow import InvoiceFlow
from addons.billing.models import Document, Refund
from addons.billing.refund_flow import RefundFlow
from addons.billing.tests.arrange import bill, line
from addons.ledger.points import wallet_of
from addons.ledger.tests.arrange import pay_in
from addons.notifications.models import Notification

pytestmark = pytest.mark.django_db

# After every sweep of these tests.
LATER = timedelta(days=30)


@pytest.fixture
def told():
    """What was told since the last call: pairs of notice and person."""

    def told():
        mail.outbox.clear()
        with clock.travelled(LATER):
            run_owed_effects()
        assert not EffectRun.objects.filter(done_at=None).exists()
        rows = Notification.objects.order_by("pk").values_list("kind", "user__name")
        found = {(kind, name) for kind, name in rows if kind.startswith("billing.")}
        Notification.objects.all().delete()
        return {(kind.removeprefix("billing."), name) for kind, name in found}

    return told


def paid(ann, tara, price):
    invoice = bill(ann, tara, line(price, rate="0", tax="0"))
    pay_in(wallet_of(ann), invoice.total)
    data = {"amount": invoice.total}
    return perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)


def refund(invoice, amount, actor, borne_by="house"):
    data = {"amount": amount, "to": "wallet", "borne_by": borne_by, "reason": "It was late."}
    perform(invoice, InvoiceFlow.refund, actor=actor, data=data, via=Door.CONSOLE)
    return Refund.objects.latest("pk")


def test_what_is_open_is_to_be_paid_and_its_paper_is_drawn(ann, tara, told):
    invoice = bill(ann, tara)
    assert told() == {("issued_open", "Ann")}
    letter = mail.outbox[0]
    assert "please pay ₹118.00" in letter.subject
    assert f"/billing/invoices/{invoice.pk}/pdf/" in letter.body
    assert Document.objects.filter(invoice=invoice).exists()


def test_what_is_paid_is_told_as_paid_in_the_customers_language(ann, tara, told):
    ann.language = "hi"
    ann.save()
    bill(ann, tara, paid=D("118.00"))
    assert told() == {("issued_paid", "Ann")}
    assert "भुगतान हो चुका" in mail.outbox[0].subject


def test_a_refund_is_told_to_whom_it_concerns(ann, tara, fay, told):
    invoice = paid(ann, tara, "100.00")
    told()
    refund(invoice, "50.00", fay, borne_by="provider")
    assert told() == {("refunded", "Ann"), ("credited", "Ann"), ("refund_borne", "Tara")}


def test_a_refund_that_waits_is_told_to_second_persons_only(ann, tara, fay, fred, told):
    invoice = paid(ann, tara, "20000.00")
    told()
    waiting = refund(invoice, "15000.00", fay)
    assert told() == {("refund_waits", "Fred")}
    perform(waiting, RefundFlow.approve, actor=fred, data={}, via=Door.CONSOLE)
    assert told() == {("refunded", "Ann"), ("credited", "Ann")}


def test_who_asked_is_told_of_a_no(ann, tara, fay, fred, told):
    waiting = refund(paid(ann, tara, "20000.00"), "15000.00", fay)
    told()
    data = {"reason": "It was not late."}
    perform(waiting, RefundFlow.decline, actor=fred, data=data, via=Door.CONSOLE)
    assert told() == {("refund_declined", "Fay")}
