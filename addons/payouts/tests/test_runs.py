from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.policies import policy
from addons.base.workflow import Conflict, Door, Forbidden, Invalid, Refused
from addons.base.workflow.doors import create
from addons.ledger.models import Hold, Transfer
from addons.ledger.points import earnings_of, hold
from addons.payouts.bank_account_flow import BankAccountFlow
from addons.payouts.calendar import today
from addons.payouts.flow import PayoutRunFlow
from addons.payouts.models import PayoutLine, PayoutRun, PayoutsPolicy

from .arrange import (
    ACCOUNT,
    approved,
    assert_sound,
    bank,
    cash_of,
    do,
    earn,
    figures,
    give_account,
    lines,
    pay,
    prepare,
    take_cash,
)

pytestmark = pytest.mark.django_db


def test_a_run_lists_who_is_paid_and_who_is_not_and_why(raj, mira, account, fay):
    earn(raj, 500)
    earn(mira, 300)
    run = prepare(fay)
    assert lines(run) == {"Raj": ("due", D(500)), "Mira": ("left_out", D(300))}
    assert (run.state, run.total, run.payments, run.prepared_by) == ("prepared", 500, 1, fay)
    assert PayoutLine.objects.get(provider=mira).why == "no_bank_account"


def test_what_is_less_than_the_smallest_payout_waits(raj, mira, account, others_account):
    earn(raj, "99.99")
    earn(mira, 100)
    assert lines(prepare()) == {"Raj": ("left_out", D("99.99")), "Mira": ("due", D(100))}


def test_what_was_earned_after_the_period_waits_for_the_next_run(raj, account):
    earn(raj, 500)
    with clock.travelled(timedelta(days=1)):
        earn(raj, 70)
        run = prepare(days_ago=1)
    assert lines(run) == {"Raj": ("due", D(500))}


def test_what_was_taken_back_after_the_period_counts(raj, account):
    earn(raj, 500)
    with clock.travelled(timedelta(days=1)):
        earn(raj, -150)
        assert lines(prepare(days_ago=1)) == {"Raj": ("due", D(350))}


def test_with_nobody_to_pay_there_is_no_run(raj, fay):
    earn(raj, 500)
    with pytest.raises(Refused) as refusal:
        prepare(fay)
    assert refusal.value.code == "nothing_to_pay"
    assert not PayoutRun.objects.exists()


def test_a_day_that_is_yet_to_come_is_refused(fay):
    with pytest.raises(Invalid):
        prepare(fay, days_ago=-1)


def test_approved_the_money_is_set_aside_and_paid_it_is_gone(raj, account, fay, finn):
    earn(raj, 500)
    run = do(prepare(fay), PayoutRunFlow.approve, finn)
    assert (run.state, run.approved_by, figures(raj)) == ("approved", finn, (500, 500))
    held = Hold.objects.get()
    assert (held.key, held.record_id) == (f"payout:{run.pk}:{raj.user_id}", str(run.pk))
    run = pay(run, fay)
    assert (run.state, run.paid_on, figures(raj), bank()) == ("paid", today(), (0, 0), 500)
    assert Transfer.objects.get(kind="payout").key == f"capture:payout:{run.pk}:{raj.user_id}"
    assert lines(run) == {"Raj": ("paid", D(500))}
    assert_sound()


def test_nothing_is_marked_as_paid_before_the_bank_has_the_file(raj, account):
    earn(raj, 500)
    with pytest.raises(Conflict) as conflict:
        do(approved(), PayoutRunFlow.mark_paid, paid_on=today())
    assert conflict.value.code == "not_exported"


def test_discarded_the_money_is_free_again(raj, account, fay):
    earn(raj, 500)
    run = do(approved(), PayoutRunFlow.discard, reason="Wrong week")
    assert (run.state, figures(raj), lines(run)["Raj"][0]) == ("discarded", (500, 0), "freed")
    assert lines(prepare(fay)) == {"Raj": ("due", D(500))}
    assert_sound()


# --- who approves ----------------------------------------------------------------------------------


def test_who_prepared_it_by_hand_cannot_approve_it(raj, account, fay, finn):
    earn(raj, 500)
    run = prepare(fay)
    with pytest.raises(Conflict) as conflict:
        do(run, PayoutRunFlow.approve, fay)
    assert conflict.value.code == "second_person"
    assert do(run, PayoutRunFlow.approve, finn).state == "approved"


def test_what_the_schedule_prepared_one_person_approves_up_to_the_limit(raj, account, fay):
    earn(raj, policy(PayoutsPolicy).second_person_above)
    assert do(prepare(), PayoutRunFlow.approve, fay).state == "approved"


def test_above_the_limit_it_takes_two(raj, account, fay, finn):
    earn(raj, policy(PayoutsPolicy).second_person_above + D("0.01"))
    run = do(prepare(), PayoutRunFlow.approve, fay)
    assert (run.state, run.checked_by, figures(raj)[1]) == ("checked", fay, 0)
    with pytest.raises(Conflict):
        do(run, PayoutRunFlow.approve, fay)
    assert do(run, PayoutRunFlow.approve, finn).state == "approved"


def test_nobody_but_finance_sees_or_makes_a_run(raj, account, fay):
    earn(raj, 500)
    run = prepare(fay)
    assert not PayoutRun.objects.visible_to(raj.user).exists()
    with pytest.raises(Forbidden):
        create(PayoutRun, actor=raj.user, data={"until": today()}, via=Door.REST)
    assert PayoutRun.objects.visible_to(fay).get() == run


# --- what changes in between -----------------------------------------------------------------------


def test_money_that_went_between_leaves_its_line_out_and_pays_the_others(
    raj, mira, account, others_account
):
    earn(raj, 500)
    earn(mira, 300)
    run = prepare()
    earn(raj, -1)
    run = do(run, PayoutRunFlow.approve)
    assert lines(run) == {"Raj": ("left_out", D(500)), "Mira": ("held", D(300))}
    assert (run.total, run.payments) == (300, 1)
    assert PayoutLine.objects.get(provider=raj).why == "shrunk"
    assert (figures(raj), figures(mira)) == ((499, 0), (300, 300))


@pytest.mark.parametrize("transition", [BankAccountFlow.change, BankAccountFlow.remove])
def test_an_account_that_was_changed_between_is_not_paid(
    raj, mira, account, others_account, transition
):
    for provider in (raj, mira):
        earn(provider, 500)
    run = prepare()
    data = ACCOUNT | {"number": "99887766"} if transition is BankAccountFlow.change else {}
    do(account, transition, raj.user, **data)
    run = do(run, PayoutRunFlow.approve)
    assert lines(run)["Raj"][0] == "left_out"
    assert PayoutLine.objects.get(provider=raj).why == "other_account"


def test_if_nothing_of_it_can_be_paid_any_more_it_is_not_approved(raj, account):
    earn(raj, 500)
    run = prepare()
    earn(raj, -450)
    with pytest.raises(Refused) as refusal:
        do(run, PayoutRunFlow.approve)
    assert refusal.value.code == "nothing_to_pay"
    run.refresh_from_db()
    assert (run.state, lines(run)["Raj"][0]) == ("prepared", "due")


def test_two_runs_never_pay_the_same_money(raj, mira, account, others_account, fay):
    earn(raj, 500)
    first, second = prepare(fay), prepare(fay)
    do(first, PayoutRunFlow.approve)
    with pytest.raises(Refused):
        do(second, PayoutRunFlow.approve)
    earn(raj, 200)
    earn(mira, 100)
    third = prepare(fay)
    assert lines(third) == {"Raj": ("due", D(200)), "Mira": ("due", D(100))}
    pay(do(third, PayoutRunFlow.approve))
    pay(PayoutRun.objects.get(pk=first.pk))
    assert (figures(raj), bank()) == ((0, 0), 800)
    assert_sound()


def test_what_is_held_elsewhere_is_not_paid(raj, account):
    earn(raj, 500)
    hold(earnings_of(raj.user), D(150), key="refund:1")
    assert lines(prepare()) == {"Raj": ("due", D(350))}


# --- cash ------------------------------------------------------------------------------------------


def test_cash_that_the_provider_has_kept_is_netted(raj, account):
    earn(raj, 500)
    take_cash(raj, 120)
    run = approved()
    assert (lines(run)["Raj"], figures(raj)) == (("held", D(380)), (500, 500))
    pay(run)
    assert (figures(raj), cash_of(raj), bank()) == ((0, 0), 0, 380)
    assert_sound()


def test_who_holds_more_cash_than_they_have_earned_is_left_out(raj, mira, account, others_account):
    for provider in (raj, mira):
        earn(provider, 500)
    take_cash(raj, 500)
    run = prepare()
    assert lines(run)["Raj"] == ("left_out", D(0))
    assert PayoutLine.objects.get(provider=raj).why == "cash_in_hand"


def test_cash_that_was_taken_after_the_period_is_netted_by_the_next(raj, account, fay):
    earn(raj, 500)
    take_cash(raj, 120)
    with clock.travelled(timedelta(days=1)):
        take_cash(raj, 50)
        assert lines(prepare(fay, days_ago=1)) == {"Raj": ("due", D(380))}
        take_cash(raj, -100)
        assert lines(prepare(fay, days_ago=1)) == {"Raj": ("due", D(430))}


def test_cash_that_was_handed_in_meanwhile_is_not_taken_a_second_time(raj, account):
    earn(raj, 500)
    take_cash(raj, 120)
    run = approved()
    take_cash(raj, -100)
    pay(run)
    # 20 of the 120 was still owed: the other 100 stay earned.
    assert (figures(raj), cash_of(raj), bank()) == ((100, 0), 0, 380)
    assert_sound()


def test_cash_that_a_run_under_way_nets_is_not_netted_by_the_next(raj, account, fay):
    earn(raj, 500)
    take_cash(raj, 120)
    approved()
    earn(raj, 200)
    assert lines(prepare(fay)) == {"Raj": ("due", D(200))}


# --- what comes back -------------------------------------------------------------------------------


def fail(run, provider):
    line = PayoutLine.objects.get(run=run, provider=provider)
    return do(run, PayoutRunFlow.fail_line, line=line.pk, reason="Account closed")


def test_a_payment_that_comes_back_before_it_is_marked_frees_its_money(
    raj, mira, account, others_account
):
    for provider in (raj, mira):
        earn(provider, 500)
    run = fail(approved(), raj)
    assert (run.total, run.payments, figures(raj)) == (500, 1, (500, 0))
    run = pay(run)
    assert lines(run) == {"Raj": ("failed", D(500)), "Mira": ("paid", D(500))}
    assert bank() == 500
    assert_sound()


def test_a_payment_that_comes_back_later_is_taken_back_with_its_netting(raj, account, fay):
    earn(raj, 500)
    take_cash(raj, 120)
    run = fail(pay(approved()), raj)
    assert (run.state, run.payments) == ("paid", 0)
    assert (figures(raj), cash_of(raj), bank()) == ((500, 0), -120, 0)
    assert_sound()
    assert lines(prepare(fay)) == {"Raj": ("due", D(380))}


def test_a_line_fails_once(raj, mira, account, others_account):
    for provider in (raj, mira):
        earn(provider, 500)
    run = fail(approved(), raj)
    with pytest.raises(Invalid):
        fail(run, raj)


def test_the_line_of_another_run_cannot_fail_here(raj, mira, account, others_account, fay):
    earn(raj, 500)
    first = approved()
    earn(mira, 500)
    second = do(prepare(fay), PayoutRunFlow.approve)
    line = PayoutLine.objects.get(run=second, provider=mira)
    with pytest.raises(Invalid):
        do(first, PayoutRunFlow.fail_line, line=line.pk, reason="x")


def test_an_iban_and_an_account_with_its_code_are_both_paid(raj, mira, account, others_account):
    for provider in (raj, mira):
        earn(provider, 500)
    rows = approved().bank_file().rows
    assert [row[1:] for row in rows] == [
        ("Raj Kumar", "001234567890", "HDFC0001234", "500.00", "INR"),
        ("Mira Das", "DE89370400440532013000", "", "500.00", "INR"),
    ]


def test_the_file_pays_the_account_as_it_was_approved(raj, account):
    earn(raj, 500)
    run = approved()
    do(account, BankAccountFlow.change, raj.user, **ACCOUNT | {"number": "99887766"})
    assert run.bank_file().rows[0][2] == "001234567890"


def test_a_provider_gives_one_account(raj, account):
    with pytest.raises(Refused):
        give_account(raj)
