"""What payments do to the books."""

from __future__ import annotations

from decimal import Decimal

import pytest

from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform
from addons.ledger.models import Account
from addons.ledger.points import GATEWAY_CLEARING, house_account, personal_account, wallet_of
from addons.ledger.tests.arrange import assert_sound
from addons.payments.flow import PaymentFlow
from addons.payments.points import CASH_IN_HAND, ask_for, take_cash

pytestmark = pytest.mark.django_db

GATEWAY = System("payments.gateway")


def ask(payer, amount="100.00", *, key="k1", **more):
    return ask_for(payer, Decimal(amount), key=key, actor=payer, via=Door.PORTAL, **more)


def paid(payer, amount="100.00", *, key="k1", **more):
    payment = ask(payer, amount, key=key, **more)
    data = {"reference": f"charge-{key}"}
    return perform(payment, PaymentFlow.succeed, actor=GATEWAY, data=data, via=Door.SCHEDULE)


def balance(account):
    return Account.objects.get(pk=account.pk).balance


def test_a_card_payment_that_succeeded_is_in_the_wallet(asha):
    payment = paid(asha)
    assert payment.state == "succeeded"
    assert balance(wallet_of(asha)) == Decimal("100.00")
    assert balance(house_account(GATEWAY_CLEARING)) == Decimal("-100.00")
    assert_sound()


def test_cash_is_in_the_wallet_at_once_and_in_somebodys_hand(asha, ravi):
    payment = take_cash(
        asha,
        Decimal("70.00"),
        key="cash:1",
        received_by=ravi,
        for_record=None,
        actor=ravi,
        via=Door.PORTAL,
    )
    assert payment.state == "succeeded"
    assert balance(wallet_of(asha)) == Decimal("70.00")
    assert balance(personal_account(ravi, CASH_IN_HAND)) == Decimal("-70.00")
    assert_sound()
