"""Money given back: how much, by whom, from whom, and never more than was paid."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from addons.base.workflow import Conflict, Door, Forbidden, Invalid, Refused, System
from addons.base.workflow.doors import perform
from addons.billing.flow import InvoiceFlow
from addons.billing.models import Invoice, Refund
from addons.billing.points import legs, shares_of
from addons.billing.refund_flow import RefundFlow
from addons.billing.tests.arrange import bill, line
from addons.ledger.models import Account
from addons.ledger.points import (
    COMMISSION_INCOME,
    REFUNDS_AND_GOODWILL,
    TAX_PAYABLE,
    earnings_of,
    house_account,
    post,
    wallet_of,
)
from addons.ledger.tests.arrange import assert_sound, pay_in
from addons.payments.models import Payment, Repayment
from addons.payments.points import ask_for
from addons.payments.tests.arrange import press

pytestmark = pytest.mark.django_db

TEST = System("test")


def succeed(payment):
    return press(payment, "pay")


def balance(account):
    return Account.objects.get(pk=account.pk).balance


def paid_invoice(ann, tara, *lines, **more):
    """Paid from Ann's wallet by Ann herself."""
    invoice = bill(ann, tara, *lines, **more)
    pay_in(wallet_of(ann), invoice.total)
    data = {"amount": invoice.total}
    return perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)


def refund(invoice, amount, actor, *, to="wallet", borne_by="house", reason="It was late."):
    data = {"amount": amount, "to": to, "borne_by": borne_by, "reason": reason}
    perform(invoice, InvoiceFlow.refund, actor=actor, data=data, via=Door.CONSOLE)
    return Refund.objects.latest("pk")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def test_paying_from_the_wallet_pays_provider_house_and_tax_office(ann, tara):
    invoice = paid_invoice(ann, tara)
    assert invoice.state == "paid"
    assert balance(wallet_of(ann)) == 0
    assert balance(earnings_of(tara)) == D("80.00")
    assert balance(house_account(COMMISSION_INCOME)) == D("20.00")
    assert balance(house_account(TAX_PAYABLE)) == D("18.00")
    assert_sound()


def test_an_empty_wallet_pays_nothing(ann, tara):
    with pytest.raises(Refused) as refusal:
        perform(
            bill(ann, tara),
            InvoiceFlow.pay_from_wallet,
            actor=ann,
            data={"amount": "118.00"},
            via=Door.PORTAL,
        )
    assert refusal.value.code == "insufficient_funds"


def test_a_card_payment_pays_its_invoice_when_it_comes(ann, tara):
    invoice = bill(ann, tara)
    data = {"amount": "100.00"}
    perform(invoice, InvoiceFlow.pay_by_card, actor=ann, data=data, via=Door.PORTAL)
    assert fresh(invoice).paid == 0
    succeed(Payment.objects.get())
    assert (fresh(invoice).paid, fresh(invoice).state) == (D(100), "issued")
    assert balance(wallet_of(ann)) == 0
    assert_sound()


def test_what_a_late_payment_is_too_much_stays_in_the_wallet(ann, tara):
    invoice = bill(ann, tara)
    data = {"amount": "118.00"}
    for _each in range(2):
        perform(invoice, InvoiceFlow.pay_by_card, actor=ann, data=data, via=Door.PORTAL)
    for payment in Payment.objects.all():
        succeed(payment)
    assert fresh(invoice).state == "paid"
    assert balance(wallet_of(ann)) == D(118)


def test_the_house_bears_it_and_the_tax_goes_down(ann, tara, fay):
    invoice = paid_invoice(ann, tara)
    done = refund(invoice, "59.00", fay)
    assert done.state == "refunded"
    assert balance(wallet_of(ann)) == D("59.00")
    assert balance(earnings_of(tara)) == D("80.00")
    assert balance(house_account(REFUNDS_AND_GOODWILL)) == D("-50.00")
    assert balance(house_account(TAX_PAYABLE)) == D("9.00")
    note = Invoice.objects.get(key=done.key)
    assert (note.total, note.tax, note.parties.reason) == (D(59), D(9), "It was late.")
    assert_sound()


def test_the_provider_bears_it_with_our_commission(ann, tara, fay):
    invoice = paid_invoice(ann, tara)
    refund(invoice, "59.00", fay, borne_by="provider")
    assert balance(earnings_of(tara)) == D("40.00")
    assert balance(house_account(COMMISSION_INCOME)) == D("10.00")
    assert balance(house_account(TAX_PAYABLE)) == D("9.00")
    assert_sound()


def test_parts_take_back_exactly_what_was_given(ann, tara, fay):
    invoice = paid_invoice(
        ann,
        tara,
        line("33.33"),
        line("66.67", rate="5", tax="3.33"),
        commission=D("15.01"),
    )
    while (left := fresh(invoice).refundable) > 0:
        refund(invoice, str(min(left, D("9.97"))), fay, borne_by="provider")
    assert fresh(invoice).state == "credited"
    for account in (earnings_of(tara), house_account(COMMISSION_INCOME)):
        assert balance(account) == 0
    assert balance(house_account(TAX_PAYABLE)) == 0
    assert balance(wallet_of(ann)) == invoice.total
    assert_sound()


def test_earnings_that_are_gone_bear_nothing(ann, tara, fay):
    invoice = paid_invoice(ann, tara)
    shares = shares_of(D("80.00"), tax=D(0), commission=D(0))
    out = [(account, -amount) for account, amount in legs(shares, provider_user=tara)]
    to = [(house_account("cash_clearing"), D("80.00"))]
    post(kind="refund", key="gone", legs=[*out, *to], actor=TEST)
    with pytest.raises(Refused) as refusal:
        refund(invoice, "59.00", fay, borne_by="provider")
    assert refusal.value.code == "earnings_too_low"
    assert (Refund.objects.count(), fresh(invoice).refunded) == (0, 0)


def test_without_a_provider_the_house_bears_it(ann, fay):
    with pytest.raises(Refused) as refusal:
        refund(paid_invoice(ann, None), "1.00", fay, borne_by="provider")
    assert refusal.value.code == "no_provider"


def test_more_than_was_paid_is_not_given_back(ann, tara, fay):
    invoice = paid_invoice(ann, tara)
    refund(invoice, "100.00", fay)
    with pytest.raises(Refused) as refusal:
        refund(invoice, "18.01", fay)
    assert refusal.value.code == "too_much"


def test_what_was_not_paid_is_not_given_back(ann, tara, fay):
    with pytest.raises(Conflict) as refusal:
        refund(bill(ann, tara), "1.00", fay)
    assert refusal.value.code == "nothing_paid"


@pytest.mark.parametrize("wrong", ["-1.00", "0", "1.001", "many", "NaN"])
def test_a_wrong_amount_is_no_refund(ann, tara, fay, wrong):
    with pytest.raises(Invalid):
        refund(paid_invoice(ann, tara), wrong, fay)


# --- the second person ---------------------------------------------------------------------------


def large_invoice(ann, tara, price="20000.00"):
    return paid_invoice(ann, tara, line(price, rate="0", tax="0"))


def test_above_the_limit_a_refund_waits(ann, tara, fay):
    invoice = large_invoice(ann, tara)
    waiting = refund(invoice, "10000.01", fay)
    assert waiting.state == "requested"
    assert (balance(wallet_of(ann)), fresh(invoice).refunded) == (0, 0)
    assert fresh(invoice).refundable == D("9999.99")


def test_who_asked_does_not_approve(ann, tara, fay, fred):
    waiting = refund(large_invoice(ann, tara), "10000.01", fay)
    with pytest.raises(Forbidden):
        perform(waiting, RefundFlow.approve, actor=fay, data={}, via=Door.CONSOLE)
    done = perform(waiting, RefundFlow.approve, actor=fred, data={}, via=Door.CONSOLE)
    assert done.state == "refunded"
    assert balance(wallet_of(ann)) == D("10000.01")
    assert_sound()


def test_parts_do_not_pass_under_the_limit(ann, tara, fay):
    invoice = large_invoice(ann, tara)
    assert refund(invoice, "10000.00", fay).state == "refunded"
    assert refund(invoice, "0.01", fay).state == "requested"


def test_each_role_has_its_limit(ann, tara, fay, max_, ada):
    invoice = large_invoice(ann, tara, "100000.00")
    assert refund(invoice, "1000.01", max_).state == "requested"
    assert refund(invoice, "1000.00", max_).state == "refunded"
    assert refund(invoice, "9000.00", fay).state == "refunded"
    assert refund(invoice, "40000.00", ada).state == "refunded"
    assert refund(invoice, "0.01", ada).state == "requested"


def test_a_declined_refund_gives_nothing_and_is_free_again(ann, tara, fay, fred):
    invoice = large_invoice(ann, tara)
    waiting = refund(invoice, "20000.00", fay)
    data = {"reason": "No."}
    perform(waiting, RefundFlow.decline, actor=fred, data=data, via=Door.CONSOLE)
    assert (balance(wallet_of(ann)), fresh(invoice).refundable) == (0, D(20000))


def test_what_was_given_meanwhile_is_not_approved(ann, tara, fay, fred):
    invoice = large_invoice(ann, tara)
    waiting = refund(invoice, "15000.00", fay)
    from addons.billing.points import credit

    credit(invoice, D(6000), key="other", reason="", actor=TEST, via=Door.COMMAND)
    with pytest.raises(Refused) as refusal:
        perform(waiting, RefundFlow.approve, actor=fred, data={}, via=Door.CONSOLE)
    assert refusal.value.code == "too_much"
    assert fresh(waiting).state == "requested"


# --- to the card ---------------------------------------------------------------------------------


def test_it_goes_back_to_the_card_that_paid(ann, tara, fay):
    invoice = bill(ann, tara)
    data = {"amount": "118.00"}
    perform(invoice, InvoiceFlow.pay_by_card, actor=ann, data=data, via=Door.PORTAL)
    payment = succeed(Payment.objects.get())
    refund(invoice, "59.00", fay, to="card")
    assert fresh(payment).refunded == D(59)
    assert Repayment.objects.get().amount == D(59)
    assert balance(wallet_of(ann)) == 0
    assert_sound()


def test_a_payment_for_what_was_billed_counts_too(ann, bob, tara, fay):
    about = bill(bob)
    payment = succeed(ask_for(ann, D(118), key="k", for_record=about, actor=ann, via=Door.PORTAL))
    invoice = bill(ann, tara, for_record=about)
    data = {"amount": invoice.total}
    perform(invoice, InvoiceFlow.pay_from_wallet, actor=ann, data=data, via=Door.PORTAL)
    refund(invoice, "10.00", fay, to="card")
    assert fresh(payment).refunded == D(10)


def test_what_no_card_paid_goes_to_no_card(ann, tara, fay):
    invoice = paid_invoice(ann, tara)
    with pytest.raises(Refused) as refusal:
        refund(invoice, "59.00", fay, to="card")
    assert refusal.value.code == "not_by_card"
    assert (fresh(invoice).refunded, balance(wallet_of(ann))) == (0, 0)
