"""Jobs that are paid from the wallet: reserved at booking, passed on at the end, free if cancelled."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addons.base.workflow import Door, Refused, System
from addons.base.workflow.doors import create
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.tests.conftest import booking
from addons.ledger.points import COMMISSION_INCOME, TAX_PAYABLE

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


def test_booking_reserves_the_price(by_wallet, alice):
    assert in_wallet(alice) == (1000 - TOTAL, TOTAL)
    assert settlement(by_wallet).standing == "reserved"
    assert by_wallet.offers.count() == 1


def test_too_little_refuses_the_booking_and_says_what_is_missing(book, ravi, alice):
    give(alice, 60)
    with pytest.raises(Refused) as refusal:
        book(ravi, payment_method="wallet")
    assert (refusal.value.code, refusal.value.http_status) == ("insufficient_funds", 409)
    assert refusal.value.details["missing"] == {"amount": "530.00", "currency": "INR"}
    assert not Job.objects.exists()
    assert in_wallet(alice) == (60, 0)


def test_finishing_pays_provider_house_and_tax_and_bills(by_wallet, alice, ravi, finish):
    job = finish(by_wallet)
    assert in_wallet(alice) == (1000 - TOTAL, 0)
    assert earned(ravi) == NET
    assert (in_house(COMMISSION_INCOME), in_house(TAX_PAYABLE)) == (COMMISSION, TAX)
    settled = settlement(job)
    assert (settled.standing, settled.paid, settled.due) == ("paid", TOTAL, 0)
    invoice = settled.invoice
    assert (invoice.state, invoice.total, invoice.commission) == ("paid", TOTAL, COMMISSION)
    assert (invoice.customer, invoice.provider_user) == (alice, ravi.user)
    assert [line["description"] for line in invoice.lines] == ["Leak repair: visit"]


def test_cancelling_frees_what_was_reserved(by_wallet, alice):
    job = do(by_wallet, JobFlow.cancel, alice, reason="Not needed")
    assert in_wallet(alice) == (1000, 0)
    assert settlement(job).standing == "returned"
    assert settlement(job).invoice is None


def test_giving_back_and_offering_anew_keep_it_reserved(by_wallet, alice, ravi, mira, finish):
    job = do(by_wallet, JobFlow.accept, ravi.user)
    job = do(job, JobFlow.unassign, ravi.user, reason="My van broke down")
    assert job.provider == mira
    assert in_wallet(alice) == (1000 - TOTAL, TOTAL)
    finish(job, by=mira)
    assert (earned(ravi), earned(mira)) == (0, NET)


def test_a_dispatcher_reassigning_keeps_it_reserved(by_wallet, alice, ravi, mira, dora):
    job = do(by_wallet, JobFlow.assign, dora, provider=ravi.pk)
    do(job, JobFlow.assign, dora, provider=mira.pk)
    assert in_wallet(alice) == (1000 - TOTAL, TOTAL)


def test_whoever_finishes_the_provider_who_has_it_earns(by_wallet, alice, ravi):
    job = do(by_wallet, JobFlow.accept, ravi.user)
    job = do(job, JobFlow.start, ravi.user, code="")
    do(job, JobFlow.complete, alice)
    assert earned(ravi) == NET


def test_a_job_that_costs_nothing_moves_nothing(book, alice, ravi, finish, category):
    ravi.services.update(price=0)
    job = finish(book(ravi, payment_method="wallet"))
    assert (job.total, settlement(job).standing, settlement(job).invoice) == (0, "nothing", None)


# --- what the system books ahead -----------------------------------------------------------------


def ahead(alice, ravi, method):
    data = booking(ravi, customer=alice.pk, payment_method=method)
    return create(Job, actor=System("recurring.rhythm"), data=data, via=Door.FOLLOW_UP)


def test_a_booking_made_ahead_keeps_its_way_to_pay(alice, ravi):
    give(alice, 1000)
    job = ahead(alice, ravi, "wallet")
    assert (job.payment_method, settlement(job).standing) == ("wallet", "reserved")


def test_a_booking_made_ahead_with_too_little_money_is_paid_in_cash(alice, ravi):
    give(alice, 60)
    job = ahead(alice, ravi, "wallet")
    assert (job.payment_method, settlement(job).standing) == ("cash", "later")
    assert in_wallet(alice) == (Decimal(60), 0)
    assert job.offers.count() == 1


def test_a_booking_made_ahead_is_not_paid_in_cash_where_money_comes_before_work(
    alice, ravi, prepaid
):
    give(alice, 60)
    with pytest.raises(Refused) as refusal:
        ahead(alice, ravi, "wallet")
    assert refusal.value.code == "insufficient_funds"
    assert not Job.objects.exists()
