from __future__ import annotations

from decimal import Decimal as D

import pytest

from addons.base.workflow import Conflict, Invalid, Refused
from addons.ledger import points as ledger
from addons.ledger.models import Account, Posting, Transfer
from addons.ledger.tests.arrange import TEST, assert_sound, figures, move, pay_in

pytestmark = pytest.mark.django_db


def test_a_transfer_moves_money_and_says_what_was_there_then(wallet, earnings, ann):
    transfer = ledger.post(
        kind=ledger.REVERSAL,
        key="job:9:payout",
        legs=[(wallet, D("-30.00")), (earnings, D("30.00"))],
        actor=ann,
        for_record=ann,
        text="Leak repaired",
    )
    assert figures(wallet) == (D("70.00"), 0)
    assert figures(earnings) == (D("30.00"), 0)
    told = list(transfer.postings.order_by("pk").values_list("amount", "balance"))
    assert told == [(D("-30.00"), D("70.00")), (D("30.00"), D("30.00"))]
    fresh = Transfer.objects.about(ann).get()
    assert (fresh.actor_id, fresh.system_name, fresh.text) == (ann.pk, "", "Leak repaired")
    assert_sound()


def test_the_same_key_gives_the_first_transfer_and_moves_nothing(wallet, earnings):
    first = move(wallet, earnings, D("30.00"), key="once")
    again = move(wallet, earnings, D("30.00"), key="once")
    assert again == first
    assert figures(wallet) == (D("70.00"), 0)


def test_the_same_key_for_something_else_is_refused_and_says_so(wallet, earnings):
    move(wallet, earnings, D("30.00"), key="once")
    with pytest.raises(Conflict) as refused:
        move(wallet, earnings, D("31.00"), key="once")
    assert refused.value.code == "idempotency_mismatch"
    assert "once" in str(refused.value)
    assert figures(wallet) == (D("70.00"), 0)


def test_a_key_used_over_other_accounts_is_refused(wallet, earnings, bob):
    other = pay_in(ledger.wallet_of(bob), D("50.00"))
    move(wallet, earnings, D("30.00"), key="once")
    with pytest.raises(Conflict):
        move(other, earnings, D("30.00"), key="once")


def test_twice_in_one_batch_is_once(wallet, earnings):
    entry = ledger.Entry(
        kind=ledger.REVERSAL,
        key="once",
        legs=[ledger.Leg(wallet, D("-5.00")), ledger.Leg(earnings, D("5.00"))],
        actor=TEST,
    )
    first, second = ledger.post_all([entry, entry])
    assert first == second
    assert figures(wallet) == (D("95.00"), 0)


def test_a_wallet_is_never_overdrawn_and_the_answer_says_what_is_missing(wallet, earnings):
    with pytest.raises(Refused) as refused:
        move(wallet, earnings, D("100.01"), key="too much")
    assert refused.value.code == "insufficient_funds"
    assert refused.value.details["missing"] == {"amount": "0.01", "currency": "INR"}
    assert refused.value.http_status == 409
    assert figures(wallet) == (D("100.00"), 0)
    assert not Transfer.objects.filter(key="too much").exists()


def test_a_batch_is_whole_or_not_there(wallet, earnings):
    entries = [
        ledger.Entry(
            kind=ledger.REVERSAL,
            key=f"part {number}",
            legs=[(wallet, D("-60.00")), (earnings, D("60.00"))],
            actor=TEST,
        )
        for number in range(2)
    ]
    with pytest.raises(Refused):
        ledger.post_all(entries)
    assert figures(wallet) == (D("100.00"), 0)


def test_the_house_may_be_below_zero(wallet):
    assert figures(ledger.house_account(ledger.GATEWAY_CLEARING)) == (D("-100.00"), 0)


def test_a_mistake_is_reversed_by_a_transfer_that_names_it(wallet, earnings):
    legs = [(wallet, D("-30.00")), (earnings, D("30.00"))]
    mistake = ledger.post(
        kind=ledger.REVERSAL, key="mistake", legs=legs, actor=TEST, for_record=wallet.owner
    )
    mended = ledger.reverse(mistake, actor=TEST, text="The wrong job")
    assert mended.reverses == mistake
    assert set(Transfer.objects.about(wallet.owner)) == {mistake, mended}
    assert ledger.reverse(mistake, actor=TEST) == mended
    assert figures(wallet) == (D("100.00"), 0)
    assert figures(earnings) == (0, 0)
    assert_sound()


def test_what_was_spent_meanwhile_cannot_be_taken_back(wallet, earnings, bob):
    mistake = move(wallet, earnings, D("30.00"), key="mistake")
    move(earnings, ledger.wallet_of(bob), D("30.00"), key="spent")
    with pytest.raises(Refused):
        ledger.reverse(mistake, actor=TEST)


@pytest.mark.parametrize("amount", [1.5, "1.50", 1, True])
def test_only_decimals_are_money(wallet, earnings, amount):
    with pytest.raises(TypeError):
        move(wallet, earnings, amount, key="x")


@pytest.mark.parametrize("amount", ["0.001", "NaN", "Infinity", "1e30"])
def test_only_amounts_of_the_currency_are_booked(wallet, earnings, amount):
    with pytest.raises(Invalid) as refused:
        move(wallet, earnings, D(amount), key="x")
    assert set(refused.value.errors) == {"amount"}


def test_nothing_is_no_transfer(wallet, earnings):
    with pytest.raises(ValueError):
        move(wallet, earnings, D("0.00"), key="x")
    with pytest.raises(ValueError):
        ledger.post(kind=ledger.REVERSAL, key="x", legs=[], actor=TEST)


def test_legs_that_do_not_sum_to_zero_are_refused(wallet, earnings):
    legs = [(wallet, D("-30.00")), (earnings, D("29.99"))]
    with pytest.raises(ValueError):
        ledger.post(kind=ledger.REVERSAL, key="x", legs=legs, actor=TEST)


def test_an_account_in_another_currency_takes_part_in_nothing(wallet, earnings, settings):
    settings.CURRENCY = "EUR"
    with pytest.raises(ValueError, match="INR"):
        move(wallet, earnings, D("1.00"), key="x")


def test_an_unknown_kind_is_a_mistake(wallet, earnings):
    from django.core.exceptions import ImproperlyConfigured

    with pytest.raises(ImproperlyConfigured):
        ledger.post(kind="fun", key="x", legs=[(wallet, D(-1)), (earnings, D(1))], actor=TEST)


@pytest.mark.parametrize(("code", "least"), [("JPY", "1"), ("INR", "0.01"), ("KWD", "0.001")])
def test_currencies_with_0_2_and_3_decimals_are_booked_exactly(settings, ann, code, least):
    settings.CURRENCY = code
    wallet = pay_in(ledger.wallet_of(ann), D(least))
    assert (wallet.currency, wallet.balance) == (code, D(least))
    with pytest.raises(Invalid):
        pay_in(wallet, D(least) / 10, key="less")
    assert_sound()


def test_an_account_is_opened_once(ann):
    assert ledger.wallet_of(ann) == ledger.wallet_of(ann)
    assert ledger.house_account(ledger.TAX_PAYABLE) == ledger.house_account(ledger.TAX_PAYABLE)
    assert Account.objects.count() == 2


def test_whose_an_account_is_has_to_fit_its_kind(ann):
    with pytest.raises(ValueError):
        ledger.personal_account(ann, ledger.TAX_PAYABLE)
    with pytest.raises(ValueError):
        ledger.house_account(ledger.CUSTOMER_WALLET)


def test_a_large_batch_takes_few_statements(wallet, earnings, django_assert_max_num_queries):
    entries = [
        ledger.Entry(
            kind=ledger.REVERSAL,
            key=f"part {number}",
            legs=[(wallet, D("-0.01")), (earnings, D("0.01"))],
            actor=TEST,
        )
        for number in range(500)
    ]
    with django_assert_max_num_queries(8):
        ledger.post_all(entries)
    assert Posting.objects.filter(account=earnings).count() == 500
    assert figures(earnings) == (D("5.00"), 0)
    assert_sound()
