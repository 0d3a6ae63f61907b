"""What payments do to the books: every one goes through the payer's wallet, once."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from addons.base.events.effects import run_owed_effects
from addons.base.workflow import Conflict, Door, Invalid, Refused, System
from addons.base.workflow.doors import perform
from addons.ledger.models import Transfer
from addons.ledger.points import personal_account
from addons.ledger.tests.arrange import assert_sound
from addons.payments.flow import PaymentFlow
from addons.payments.models import Payment, Repayment
from addons.payments.points import CASH_IN_HAND, ask_for, give_back, take_cash
from addons.payments.repayment_flow import RepaymentFlow

from .arrange import again, ask, at_gateway, balance, cash, in_wallet, paid

pytestmark = pytest.mark.django_db

SYSTEM = System("test")


@pytest.fixture(autouse=True)
def books_hold():
    yield
    assert_sound()


def back(payment, amount, *, key="back:1", actor=SYSTEM):
    return give_back(payment, D(amount), key=key, reason="No need", actor=actor, via=Door.CONSOLE)


# --- in --------------------------------------------------------------------------------------


def test_a_card_payment_that_succeeded_is_in_the_wallet(asha):
    payment = paid(asha)
    assert payment.state == "succeeded"
    assert in_wallet(asha) == at_gateway() == D("100.00")
    assert Transfer.objects.get(key=f"payment:{payment.pk}:succeeded").kind == "top_up"


def test_before_it_has_succeeded_nothing_is(asha):
    assert ask(asha).state == "pending"
    assert in_wallet(asha) == 0


def test_cash_is_in_the_wallet_at_once_and_in_somebodys_hand(asha, ravi):
    payment = cash(asha, ravi)
    assert (payment.state, payment.pay_url) == ("succeeded", "")
    assert in_wallet(asha) == D("70.00")
    assert balance(personal_account(ravi, CASH_IN_HAND)) == D("-70.00")


def test_cash_is_in_nobodys_hand_but_a_named_one(asha):
    with pytest.raises(AttributeError):
        cash(asha, None)


def test_the_same_key_gives_the_first_payment(asha, ravi):
    assert ask(asha, key="job:9:card").pk == ask(asha, key="job:9:card").pk
    assert cash(asha, ravi).pk == cash(asha, ravi).pk
    assert Payment.objects.count() == 2
    assert in_wallet(asha) == D("70.00")


@pytest.mark.parametrize("change", ["amount", "payer", "method"])
def test_the_same_key_with_other_content_is_a_conflict(asha, bala, ravi, change):
    ask(asha, "10.00", key="k")
    with pytest.raises(Conflict) as refusal:
        if change == "method":
            cash(asha, ravi, "10.00", key="k")
        else:
            payer = bala if change == "payer" else asha
            ask(payer, "11.00" if change == "amount" else "10.00", key="k")
    assert refusal.value.code == "idempotency_mismatch"


@pytest.mark.parametrize("amount", ["-5.00", "0.00", "1.001", "NaN", "Infinity", "99999999999.00"])
def test_what_is_no_amount_is_refused(asha, ravi, amount):
    for attempt in (ask, lambda payer, amount: cash(payer, ravi, amount)):
        with pytest.raises(Invalid) as refusal:
            attempt(asha, amount)
        assert list(refusal.value.errors) == ["amount"]
    assert not Payment.objects.exists()


@pytest.mark.parametrize("amount", [5.5, "5.50", 5, True, None])
def test_what_is_no_decimal_is_a_mistake_of_the_caller(asha, amount):
    own = {"key": "k", "actor": asha, "via": Door.PORTAL}
    with pytest.raises(TypeError):
        ask_for(asha, amount, **own)
    with pytest.raises(TypeError):
        take_cash(asha, amount, received_by=asha, for_record=None, **own)
    with pytest.raises(TypeError):
        give_back(paid(asha), amount, reason="", **own)


def test_a_house_without_a_gateway_takes_no_cards_but_cash(asha, ravi, settings):
    settings.PAYMENT_GATEWAY = ""
    with pytest.raises(Refused) as refusal:
        ask(asha)
    assert refusal.value.code == "no_cards"
    assert cash(asha, ravi).state == "succeeded"


@pytest.mark.parametrize("end", ["fail", "cancel"])
def test_money_that_comes_after_the_end_is_taken(asha, end):
    payment = ask(asha)
    perform(payment, getattr(PaymentFlow, end), actor=SYSTEM, via=Door.SCHEDULE)
    told = {"reference": "late"}
    payment = perform(payment, PaymentFlow.succeed, actor=SYSTEM, data=told, via=Door.SCHEDULE)
    assert payment.state == "succeeded"
    assert in_wallet(asha) == D("100.00")


# --- and back --------------------------------------------------------------------------------


def test_a_part_goes_back_and_then_the_rest(asha):
    payment = back(paid(asha), "30.00")
    assert (payment.state, payment.refunded) == ("partly_refunded", D("30.00"))
    assert in_wallet(asha) == at_gateway() == D("70.00")
    payment = back(payment, "70.00", key="back:2")
    assert (payment.state, payment.refunded) == ("refunded", D("100.00"))
    assert in_wallet(asha) == at_gateway() == 0


def test_the_gateway_is_told_after_the_commit_and_pays_it_out(asha):
    back(paid(asha), "30.00")
    repayment = Repayment.objects.get()
    assert (repayment.state, repayment.gateway_reference) == ("asked", "")
    run_owed_effects()
    repayment.refresh_from_db()
    assert repayment.state == "done"
    assert repayment.gateway_reference


def test_going_back_twice_under_one_key_happens_once(asha):
    payment = paid(asha)
    assert back(payment, "30.00").refunded == back(payment, "30.00").refunded == D("30.00")
    assert in_wallet(asha) == D("70.00")
    with pytest.raises(Conflict) as refusal:
        back(payment, "31.00")
    assert refusal.value.code == "idempotency_mismatch"


@pytest.mark.parametrize("first", ["", "60.00"])
def test_more_than_was_paid_does_not_go_back(asha, first):
    payment = paid(asha)
    paid(asha, "500.00")
    if first:
        payment = back(payment, first)
    with pytest.raises(Refused) as refusal:
        back(payment, "40.01" if first else "100.01", key="back:2")
    assert refusal.value.code == "more_than_paid"
    assert refusal.value.details["left"]["amount"] == ("40.00" if first else "100.00")


def test_all_of_it_goes_back_only_once(asha):
    payment = back(paid(asha), "100.00")
    with pytest.raises(Conflict):
        back(payment, "1.00", key="back:2")


def test_what_is_spent_cannot_go_back(asha, ravi):
    from addons.ledger.points import REVERSAL, earnings_of, post, wallet_of

    payment = paid(asha)
    legs = [(wallet_of(asha), D("-80.00")), (earnings_of(ravi), D("80.00"))]
    post(kind=REVERSAL, key="spent", legs=legs, actor=SYSTEM)
    with pytest.raises(Refused) as refusal:
        back(payment, "30.00")
    assert refusal.value.code == "insufficient_funds"
    assert again(payment).state == "succeeded"
    assert not Repayment.objects.exists()


@pytest.mark.parametrize("amount", ["-1.00", "0.00", "0.001", "NaN"])
def test_what_is_no_amount_does_not_go_back(asha, amount):
    with pytest.raises(Invalid):
        back(paid(asha), amount)


def test_cash_does_not_go_back_to_a_card(asha, ravi):
    with pytest.raises(Conflict) as refusal:
        back(cash(asha, ravi), "10.00")
    assert refusal.value.code == "not_a_card"


def test_what_the_card_does_not_take_is_in_the_wallet_again(asha):
    payment = back(paid(asha), "30.00")
    repayment = Repayment.objects.get()
    data = {"reason": "The card is closed."}
    perform(repayment, RepaymentFlow.refuse, actor=SYSTEM, data=data, via=Door.SCHEDULE)
    payment = again(payment)
    assert (payment.state, payment.refunded) == ("succeeded", 0)
    assert in_wallet(asha) == at_gateway() == D("100.00")
    # And may be tried again.
    assert back(payment, "30.00", key="back:2").state == "partly_refunded"


def test_one_of_two_that_is_refused_leaves_the_other(asha):
    payment = back(back(paid(asha), "30.00"), "70.00", key="back:2")
    first = Repayment.objects.order_by("pk").first()
    perform(first, RepaymentFlow.refuse, actor=SYSTEM, via=Door.SCHEDULE)
    payment = again(payment)
    assert (payment.state, payment.refunded) == ("partly_refunded", D("70.00"))
    assert in_wallet(asha) == D("30.00")
