from __future__ import annotations

import pytest

from addons.base.models import Event
from addons.base.points import PERSONAL
from addons.base.workflow import Refused
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import BankAccount, PayoutLine

from .arrange import ACCOUNT, approved, assert_sound, do, earn, figures, pay

pytestmark = pytest.mark.django_db


def exported(name, user):
    return list(PERSONAL[f"payouts.{name}"].export(user))


def forget(user):
    for name in ("BankAccount", "PayoutLine", "PayoutRun"):
        PERSONAL[f"payouts.{name}"].erase(user)


def test_a_provider_gets_their_account_and_their_payouts(raj, mira, account):
    earn(raj, 500)
    pay(approved())
    (told,) = exported("BankAccount", raj.user)
    assert (told["number"], len(told["earlier"])) == (ACCOUNT["number"], 1)
    (payout,) = exported("PayoutLine", raj.user)
    assert (payout["amount"], payout["outcome"]) == (500, "paid")
    assert exported("BankAccount", mira.user) == exported("PayoutLine", mira.user) == []


def test_who_kept_the_books_gets_what_they_approved(raj, account, fay):
    earn(raj, 500)
    approved(fay)
    assert [row["as"] for row in exported("PayoutRun", fay)] == ["approved_by"]


def test_forgotten_no_row_knows_the_account_and_the_books_stay(raj, account):
    earn(raj, 500)
    pay(approved())
    forget(raj.user)
    account = BankAccount.objects.get()
    rows = [account, *account.history.all()]
    assert {(row.holder, row.number, row.code) for row in rows} == {("", "", "")}
    assert {str(event.arguments) for event in Event.objects.of(account)} == {"{}"}
    assert PayoutLine.objects.get().amount == 500
    assert figures(raj) == (0, 0)
    assert_sound()


def test_what_was_under_way_to_who_is_forgotten_has_to_be_marked_as_failed(raj, account):
    earn(raj, 500)
    run = approved()
    forget(raj.user)
    with pytest.raises(Refused) as refusal:
        do(run, PayoutRunFlow.export)
    assert refusal.value.code == "no_bank_account"
    line = PayoutLine.objects.get()
    do(run, PayoutRunFlow.fail_line, line=line.pk, reason="They asked to be forgotten")
    assert figures(raj) == (500, 0)
