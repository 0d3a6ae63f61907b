"""Jobs that are paid in cash: billed at the end, written down by whoever has the money."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addons.base.workflow import Conflict, Door, Forbidden, Invalid, Refused
from addons.billing.flow import InvoiceFlow
from addons.job_payments.extends.jobs_job import JobMoney
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.ledger.models import Account
from addons.ledger.points import COMMISSION_INCOME, TAX_PAYABLE, personal_account
from addons.payments.models import Payment
from addons.payments.points import CASH_IN_HAND

from .conftest import (
    COMMISSION,
    NET,
    TAX,
    TOTAL,
    do,
    earned,
    give,
    in_house,
    in_wallet,
    settlement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def done(in_cash, finish):
    return finish(in_cash)


def in_hand(user):
    return Account.objects.get(pk=personal_account(user, CASH_IN_HAND).pk).balance


def record(job, actor, via=Door.PORTAL, **data):
    return do(job, JobMoney.record_cash, actor, via=via, **data)


def test_before_the_end_nothing_is_due_in_the_books(in_cash, alice):
    found = settlement(in_cash)
    assert (found.standing, found.due, found.invoice) == ("later", TOTAL, None)
    assert in_wallet(alice) == (0, 0)


def test_at_the_end_an_open_invoice_is_issued(done, ravi):
    found = settlement(done)
    assert (found.standing, found.due, found.invoice.state) == ("due", TOTAL, "issued")
    assert earned(ravi) == 0


def test_the_provider_records_all_of_it_and_owes_the_house_its_part(done, ravi, alice):
    job = record(done, ravi.user)
    found = settlement(job)
    assert (found.standing, found.paid, found.due) == ("paid", TOTAL, 0)
    assert (earned(ravi), in_hand(ravi.user)) == (NET, -TOTAL)
    assert (in_house(COMMISSION_INCOME), in_house(TAX_PAYABLE)) == (COMMISSION, TAX)
    assert in_wallet(alice) == (0, 0)
    # Earned less what is in the hand: what the house gets at the next payout.
    assert earned(ravi) + in_hand(ravi.user) == -(COMMISSION + TAX)


def test_it_may_come_in_parts_that_add_up_to_the_last_paisa(done, ravi, dora):
    record(done, ravi.user, amount="100.01")
    record(done, dora, amount="0.01")
    found = settlement(done)
    assert (found.standing, found.paid) == ("partly_paid", Decimal("100.02"))
    record(done, ravi.user)
    assert settlement(done).standing == "paid"
    assert earned(ravi) == NET
    assert (in_house(COMMISSION_INCOME), in_house(TAX_PAYABLE)) == (COMMISSION, TAX)
    assert Payment.objects.count() == 3


def test_staff_say_who_has_the_money(done, ravi, fiona):
    record(done, fiona, amount="90", received_by="office")
    record(done, fiona, amount="500")
    assert (in_hand(fiona), in_hand(ravi.user)) == (-90, -500)


def test_a_provider_records_only_what_they_have_themselves(done, ravi):
    record(done, ravi.user, received_by="office")
    assert in_hand(ravi.user) == -TOTAL


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "590.01", "many", "1e3", "NaN"])
def test_wrong_amounts_are_refused_and_move_nothing(done, ravi, amount):
    with pytest.raises((Invalid, Refused)) as refusal:
        record(done, ravi.user, amount=amount)
    assert list(refusal.value.errors) == ["amount"]
    assert settlement(done).due == TOTAL and not Payment.objects.exists()


def test_it_is_recorded_after_the_work_and_once(in_cash, ravi, finish):
    job = do(in_cash, JobFlow.accept, ravi.user)
    with pytest.raises(Conflict):
        record(job, ravi.user)
    record(finish_on(job, ravi), ravi.user)
    with pytest.raises(Conflict, match="Nothing of it is to be paid"):
        record(job, ravi.user)


def finish_on(job, provider):
    job = do(job, JobFlow.start, provider.user, code="")
    return do(job, JobFlow.complete, job.customer)


def test_who_gave_it_back_records_nothing(in_cash, ravi, mira, finish):
    job = do(in_cash, JobFlow.accept, ravi.user)
    job = do(job, JobFlow.unassign, ravi.user, reason="My van broke down")
    job = finish(job, by=mira)
    with pytest.raises(Conflict, match="done by somebody else"):
        record(job, ravi.user)


def test_the_customer_records_nothing_themselves(done, alice):
    with pytest.raises(Forbidden):
        record(done, alice)


def test_the_customer_may_pay_the_invoice_from_the_wallet_instead(done, alice, ravi):
    give(alice, 1000)
    invoice = settlement(done).invoice
    do(invoice, InvoiceFlow.pay_from_wallet, alice, amount="590.00")
    assert settlement(done).standing == "paid"
    assert earned(ravi) == NET
    with pytest.raises(Conflict):
        record(done, ravi.user)


def test_a_refund_of_the_invoice_shows_on_the_job(done, ravi, fiona):
    record(done, ravi.user)
    invoice = settlement(done).invoice
    do(
        invoice,
        InvoiceFlow.refund,
        fiona,
        via=Door.CONSOLE,
        amount="118.00",
        to="wallet",
        borne_by="house",
        reason="The tap still drips",
    )
    found = settlement(done)
    assert (found.standing, found.paid) == ("partly_refunded", TOTAL - 118)


def test_a_wallet_job_has_nothing_to_record(by_wallet, ravi, finish):
    with pytest.raises(Conflict):
        record(finish(by_wallet), ravi.user)
    assert Job.objects.count() == 1
