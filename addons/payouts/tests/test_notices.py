"""Who is told what of runs and bank accounts, and in whose figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from addons.base import clock
from addons.base.events.effects import run_owed_effects
from addons.base.models import EffectRun
from addons.notifications.models import Notification
from addons.notifications.points import NOTICES
from addons.payouts.bank_account_flow import BankAccountFlow
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import PayoutLine

from .arrange import ACCOUNT, do, earn, give_account, pay, prepare

pytestmark = pytest.mark.django_db

LATER = timedelta(days=30)


@pytest.fixture
def told():
    """What payouts told since the last call: notice, person and title."""

    def told():
        with clock.travelled(LATER):
            run_owed_effects()
        assert not EffectRun.objects.filter(done_at=None).exists()
        rows = Notification.objects.order_by("pk").values_list("kind", "user", "title")
        found = {(kind.removeprefix("payouts."), user, title) for kind, user, title in rows}
        Notification.objects.all().delete()
        mail.outbox.clear()
        return {one for one in found if f"payouts.{one[0]}" in NOTICES}

    return told


def test_finance_is_told_of_a_prepared_run_but_not_who_prepared_it(raj, account, fay, finn, told):
    told()
    earn(raj, 500)
    run = prepare(fay)
    title = f"Payout run {run} waits for approval: ₹500.00"
    assert told() == {("prepared", finn.pk, title)}


def test_each_provider_is_told_their_own_amount(
    raj, mira, account, others_account, fay, finn, told
):
    earn(raj, 500)
    earn(mira, 300)
    run = do(prepare(fay), PayoutRunFlow.approve, finn)
    told()
    pay(run, fay)
    assert told() == {
        ("paid", raj.user_id, "₹500.00 is on its way to your bank"),
        ("paid", mira.user_id, "₹300.00 is on its way to your bank"),
    }


def test_who_is_left_out_is_not_told_that_they_are_paid(raj, mira, account, fay, told):
    earn(raj, 500)
    earn(mira, 300)
    run = do(prepare(fay), PayoutRunFlow.approve)
    told()
    pay(run)
    assert {user for _kind, user, _title in told()} == {raj.user_id}


def test_both_sides_are_told_of_what_came_back(raj, account, fay, finn, told):
    earn(raj, 500)
    run = pay(do(prepare(fay), PayoutRunFlow.approve))
    told()
    line = PayoutLine.objects.get()
    do(run, PayoutRunFlow.fail_line, finn, line=line.pk, reason="Account closed")
    assert told() == {
        ("failed", raj.user_id, "Your payout of ₹500.00 came back"),
        ("came_back", fay.pk, f"{run}: ₹500.00 for Raj came back"),
    }


@pytest.mark.parametrize("transition", [BankAccountFlow.change, BankAccountFlow.remove])
def test_the_owner_is_told_whatever_happens_to_their_account(raj, told, transition):
    account = give_account(raj)
    assert {user for _kind, user, _title in told()} == {raj.user_id}
    data = ACCOUNT if transition is BankAccountFlow.change else {}
    do(account, transition, raj.user, **data)
    with clock.travelled(LATER):
        run_owed_effects()
    assert "7890" not in mail.outbox[-1].subject
    assert ACCOUNT["number"] not in mail.outbox[-1].body
    assert {user for _kind, user, _title in told()} == {raj.user_id}


def test_the_mail_about_an_account_cannot_be_switched_off():
    for name in ("bank_account_given", "bank_account_removed", "failed"):
        assert "email" in NOTICES[f"payouts.{name}"].locked
