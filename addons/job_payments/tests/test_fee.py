"""What a late cancellation costs, to whom it goes, and that it is said before."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from addons.base import clock
from addons.base.workflow import Door
from addons.base.workflow.available import available
from addons.catalog.models import ServiceCategory
from addons.job_payments.models import JobPaymentPolicy
from addons.job_payments.words import explain_card, explain_wallet
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.ledger.points import COMMISSION_INCOME, TAX_PAYABLE
from addons.payments.models import Payment

from .conftest import TOTAL, do, earned, give, in_house, in_wallet, paid_by_card, settlement

pytestmark = pytest.mark.django_db

FEE = Decimal(118)  # with 18.00 of tax in it


@pytest.fixture(autouse=True)
def costs(category):
    category.late_cancel_fee = FEE
    category.save()
    return category


@pytest.fixture
def accepted(by_wallet, ravi):
    return do(by_wallet, JobFlow.accept, ravi.user)


def cancel(job, actor, via=Door.PORTAL):
    return do(job, JobFlow.cancel, actor, via=via, reason="Not needed")


def advice(job, actor):
    options = {option.name: option for option in available(job, actor)}
    return " ".join(map(str, options["cancel"].advice))


def test_before_somebody_has_accepted_it_costs_nothing(by_wallet, alice):
    assert advice(by_wallet, alice) == (
        "Cancelling costs nothing now: ₹590.00 is free again in the wallet."
    )
    assert settlement(cancel(by_wallet, alice)).standing == "returned"
    assert in_wallet(alice) == (1000, 0)


def test_late_it_costs_the_fee_and_the_rest_is_free(accepted, alice, ravi):
    assert advice(accepted, alice) == (
        "Cancelling costs ₹118.00 now, because somebody has kept the time for you. "
        "The rest, ₹472.00, is free again in the wallet."
    )
    job = cancel(accepted, alice)
    assert in_wallet(alice) == (1000 - FEE, 0)
    # A fifth of what remains after tax is the house's.
    assert earned(ravi) == 80
    assert (in_house(COMMISSION_INCOME), in_house(TAX_PAYABLE)) == (20, 18)
    settled = settlement(job)
    assert (settled.standing, settled.paid, settled.is_fee) == ("fee_paid", FEE, True)
    assert settled.invoice.lines[0]["description"] == f"Late cancellation of {job.number}"
    assert (settled.invoice.total, settled.invoice.tax) == (FEE, 18)


def test_of_a_card_the_rest_goes_back_to_it(book, alice, ravi):
    job = paid_by_card(book(ravi, payment_method="card"))
    job = do(job, JobFlow.accept, ravi.user)
    assert "₹472.00, goes back to the card" in advice(job, alice)
    job = cancel(job, alice)
    payment = Payment.objects.get()
    assert (payment.state, payment.refunded) == ("partly_refunded", TOTAL - FEE)
    assert in_wallet(alice) == (0, 0)


def test_hours_before_it_costs_nothing_yet(book, alice, ravi):
    give(alice, 1000)
    at = (clock.now() + timedelta(days=1)).isoformat()
    job = do(book(ravi, payment_method="wallet", scheduled_at=at), JobFlow.accept, ravi.user)
    assert "costs nothing now" in advice(job, alice)
    with clock.travelled(timedelta(hours=19)):
        assert "costs nothing now" in advice(job, alice)
    with clock.travelled(timedelta(hours=21)):
        assert "costs ₹118.00 now" in advice(job, alice)
        assert settlement(cancel(job, alice)).standing == "fee_paid"


def test_our_staff_cancels_for_nothing(accepted, alice, dora):
    assert "costs nothing now" in advice(accepted, dora)
    cancel(accepted, dora, via=Door.CONSOLE)
    assert in_wallet(alice) == (1000, 0)


def test_what_follows_from_something_else_costs_nothing(accepted, alice):
    """Such as skipping a date of a recurring booking, whose page does not speak of a fee."""
    cancel(accepted, alice, via=Door.FOLLOW_UP)
    assert in_wallet(alice) == (1000, 0)


def test_after_it_was_given_back_it_costs_nothing(accepted, alice, ravi):
    job = do(accepted, JobFlow.unassign, ravi.user, reason="My van broke down")
    cancel(job, alice)
    assert in_wallet(alice) == (1000, 0)


def test_a_fee_above_the_price_is_the_price(accepted, alice, costs):
    costs.late_cancel_fee = Decimal(5000)
    costs.save()
    assert settlement(cancel(Job.objects.get(), alice)).paid == TOTAL
    assert in_wallet(alice) == (1000 - TOTAL, 0)


def test_cash_costs_nothing_because_nothing_was_kept(book, alice, ravi):
    job = do(book(ravi), JobFlow.accept, ravi.user)
    assert advice(job, alice) == ""
    assert settlement(cancel(job, alice)).standing == "nothing"


def test_the_policy_decides_hours_and_shares(accepted, alice, ravi):
    JobPaymentPolicy(late_hours=0, fee_commission_percent=100).save()
    cancel(accepted, alice)
    assert (earned(ravi), in_house(COMMISSION_INCOME)) == (0, 100)


def test_the_fee_stands_on_the_page_and_in_the_dialog_before(client, accepted, alice, dora):
    client.force_login(alice)
    page = client.get(accepted.get_absolute_url()).content.decode()
    assert "Cancelling costs ₹118.00 now" in page
    dialog = client.get(f"{accepted.get_absolute_url()}do/cancel/").content.decode()
    assert "Cancelling costs ₹118.00 now" in dialog and "₹472.00" in dialog


def test_the_fee_is_told_before_booking(costs):
    for explain in (explain_wallet, explain_card):
        assert "it costs ₹118.00 within 4 hours of the start" in explain(costs)
    costs.late_cancel_fee = Decimal(0)
    costs.save()
    free = ServiceCategory.objects.get(pk=costs.pk)
    assert "Cancelling before the work starts costs nothing." in explain_wallet(free)
