"""Many at once on one wallet, on real connections: never more is spent than there was."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock, sets
from addons.base.testing.people import make_person
from addons.base.testing.races import at_once
from addons.base.workflow import DoorError, Refused
from addons.ledger import locking
from addons.ledger import points as ledger
from addons.ledger.models import Account, Hold, Transfer
from addons.ledger.resolving import expire_due
from addons.ledger.tests.arrange import TEST, assert_sound, figures, move, pay_in

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture
def wallet(transactional_db):
    """With enough for ten."""
    return pay_in(ledger.wallet_of(make_person("Ann")), D("10.00"))


@pytest.fixture
def earnings(transactional_db):
    return ledger.earnings_of(make_person("Tara"))


def failures(answers):
    return [answer for answer in answers if isinstance(answer, Exception)]


def spend_at_once(wallet, earnings):
    """Ten get what they want, nobody gets more, and what was spent is what is gone."""
    answers = at_once(CROWD, lambda n: move(wallet, earnings, D("1.00"), key=f"spend:{n}"))
    refused = failures(answers)
    assert len(refused) == CROWD - 10
    assert {getattr(error, "code", "") for error in refused} == {"insufficient_funds"}
    assert figures(wallet) == (0, 0)
    assert figures(earnings) == (D("10.00"), 0)
    assert_sound()


@pytest.mark.parametrize("number", range(3))
def test_of_many_who_spend_one_wallet_as_many_get_as_there_is(wallet, earnings, number):
    spend_at_once(wallet, earnings)


@pytest.fixture
def without_lock(monkeypatch):
    """All work on what was there before the race, as read-check-save does."""
    known = {account.pk: account for account in Account.objects.all()}

    def as_known(ids):
        return {
            key: locking.Figures(
                int(known[key].balance * 100), int(known[key].held * 100), known[key].may_overdraw
            )
            for key in sorted(set(ids))
        }

    monkeypatch.setattr(locking, "lock", as_known)


@pytest.fixture
def without_guard(monkeypatch):
    def by_key_alone(model, *, known, new, rows):
        bare = [(row[0], *row[len(known) :]) for row in rows]
        return guarded(model, known=known[:1], new=new, rows=bare)

    guarded = sets.change
    monkeypatch.setattr(locking, "change", by_key_alone)


def test_the_guard_alone_lets_nobody_overspend(wallet, earnings, without_lock):
    answers = at_once(CROWD, lambda n: move(wallet, earnings, D("1.00"), key=f"spend:{n}"))
    assert len(failures(answers)) == CROWD - 1
    assert figures(earnings) == (D("1.00"), 0)
    assert_sound()


def test_without_lock_and_guard_the_promise_does_not_hold(
    wallet, earnings, without_lock, without_guard
):
    with pytest.raises(AssertionError):
        spend_at_once(wallet, earnings)


def test_one_key_from_many_sides_is_posted_once(wallet, earnings):
    answers = at_once(CROWD, lambda _n: move(wallet, earnings, D("1.00"), key="once"))
    assert failures(answers) == []
    assert len({answer.pk for answer in answers}) == 1
    assert figures(earnings) == (D("1.00"), 0)
    assert_sound()


def test_one_key_over_other_accounts_is_posted_once_and_the_others_told(transactional_db):
    wallets = [pay_in(ledger.wallet_of(make_person(f"P{n}")), D(5)) for n in range(8)]
    earners = [ledger.earnings_of(make_person(f"E{n}")) for n in range(8)]
    answers = at_once(8, lambda n: move(wallets[n], earners[n], D(1), key="once"))
    told = failures(answers)
    assert [error.code for error in told] == ["idempotency_mismatch"] * 7
    assert Transfer.objects.filter(key="once").count() == 1
    assert_sound()


def test_transfers_in_both_directions_do_not_lock_each_other_out(transactional_db):
    wallets = [pay_in(ledger.wallet_of(make_person(f"P{n}")), D(100)) for n in range(5)]

    def act(number):
        for step in range(6):
            source, target = wallets[number % 5], wallets[(number + step % 4 + 1) % 5]
            move(source, target, D(1), key=f"{number}:{step}")

    assert failures(at_once(16, act)) == []
    assert sum(figures(wallet)[0] for wallet in wallets) == 500
    assert_sound()


def test_three_meters_on_one_wallet_hold_no_more_than_there_is(wallet):
    holds = [ledger.hold(wallet, D("1.00"), key=f"meter:{n}") for n in range(3)]

    def meter(number):
        hold, extended = holds[number % 3], 0
        for _ in range(8):
            done = ledger.extend_all([ledger.Extension(hold=hold, by=D("1.00"))])
            extended += len(done)
            hold = Hold.objects.get(pk=hold.pk)
        return extended

    answers = at_once(6, meter)
    assert failures(answers) == []
    assert sum(answers) == 7
    assert figures(wallet) == (D("10.00"), D("10.00"))
    assert_sound()


def test_a_hold_that_all_want_to_resolve_is_resolved_once(wallet, earnings):
    hold = ledger.hold(wallet, D("4.00"), key="wanted")

    def act(number):
        if number % 2:
            return ledger.release(hold)
        to = [(earnings, D("3.00"))]
        return ledger.capture(hold, D("3.00"), kind=ledger.REVERSAL, to=to, actor=TEST)

    answers = at_once(CROWD, act)
    assert all(isinstance(error, DoorError) for error in failures(answers))
    state = Hold.objects.get(pk=hold.pk).state
    assert figures(wallet)[0] == (D("7.00") if state == "captured" else D("10.00"))
    assert len(failures(answers)) == CROWD // 2
    assert_sound()


def test_sweeps_at_once_expire_each_hold_once(wallet):
    for number in range(10):
        ledger.hold(wallet, D("1.00"), key=f"short:{number}", expires_at=clock.now())
    with clock.travelled(timedelta(seconds=5)):
        answers = at_once(4, lambda _n: expire_due())
    assert sum(answers) == 10
    assert figures(wallet) == (D("10.00"), 0)
    assert_sound()


def test_a_new_wallet_asked_for_by_many_is_opened_once(transactional_db):
    ann = make_person("Ann")
    answers = at_once(16, lambda _n: ledger.wallet_of(ann))
    assert failures(answers) == []
    assert len({answer.pk for answer in answers}) == 1


def test_what_is_refused_says_what_is_missing_to_each(wallet, earnings):
    answers = at_once(8, lambda n: move(wallet, earnings, D("6.00"), key=f"big:{n}"))
    refused = [error for error in failures(answers) if isinstance(error, Refused)]
    assert len(refused) == 7
    assert {error.details["missing"]["amount"] for error in refused} == {"2.00"}
