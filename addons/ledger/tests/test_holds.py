from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.workflow import Conflict, Invalid, Refused
from addons.ledger import points as ledger
from addons.ledger.models import Hold, Transfer
from addons.ledger.resolving import expire_due
from addons.ledger.states import HoldState
from addons.ledger.tests.arrange import TEST, assert_sound, figures

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def held(wallet):
    """40.00 of Ann's 100.00."""
    return ledger.hold(wallet, D("40.00"), key="job:9", expires_at=clock.now() + HOUR)


def take(hold, amount, *, to):
    amount = D(amount)
    return ledger.capture(hold, amount, kind=ledger.REVERSAL, to=[(to, amount)], actor=TEST)


def test_what_is_held_cannot_be_spent(wallet, held):
    assert figures(wallet) == (D("100.00"), D("40.00"))
    with pytest.raises(Refused) as refused:
        ledger.hold(wallet, D("60.01"), key="job:10")
    assert refused.value.details["missing"]["amount"] == "0.01"
    assert_sound()


def test_the_same_key_gives_the_first_hold(wallet, held):
    assert ledger.hold(wallet, D("40.00"), key="job:9") == held
    assert figures(wallet) == (D("100.00"), D("40.00"))
    with pytest.raises(Conflict) as refused:
        ledger.hold(wallet, D("41.00"), key="job:9")
    assert refused.value.code == "idempotency_mismatch"


def test_the_first_hold_is_given_also_when_it_has_grown(wallet, held):
    grown = ledger.extend(held, D("10.00"))
    assert ledger.hold(wallet, D("40.00"), key="job:9") == grown


def test_captured_in_part_the_rest_is_released(wallet, earnings, held):
    transfer = take(held, "25.50", to=earnings)
    assert figures(wallet) == (D("74.50"), 0)
    assert figures(earnings) == (D("25.50"), 0)
    fresh = Hold.objects.get(pk=held.pk)
    assert (fresh.state, fresh.captured, fresh.transfer) == ("captured", D("25.50"), transfer)
    assert_sound()


def test_captured_again_it_is_the_same_transfer(wallet, earnings, held):
    assert take(held, "25.50", to=earnings) == take(held, "25.50", to=earnings)
    with pytest.raises(Conflict) as refused:
        take(held, "26.00", to=earnings)
    assert refused.value.code == "idempotency_mismatch"
    assert figures(wallet) == (D("74.50"), 0)


def test_more_than_was_held_is_not_captured(earnings, held):
    with pytest.raises(Conflict) as refused:
        take(held, "40.01", to=earnings)
    assert refused.value.code == "hold_too_small"


def test_a_capture_goes_to_several_accounts_at_once(wallet, earnings, held):
    commission = ledger.house_account(ledger.COMMISSION_INCOME)
    ledger.capture(
        held,
        D("40.00"),
        kind=ledger.REVERSAL,
        to=[(earnings, D("34.00")), (commission, D("6.00"))],
        actor=TEST,
    )
    assert figures(earnings)[0] == D("34.00")
    assert figures(commission)[0] == D("6.00")
    assert_sound()


def test_released_it_is_all_there_again_once(wallet, earnings, held):
    assert ledger.release(held).state == HoldState.RELEASED
    assert ledger.release(held).state == HoldState.RELEASED
    assert figures(wallet) == (D("100.00"), 0)
    with pytest.raises(Conflict) as refused:
        take(held, "1.00", to=earnings)
    assert refused.value.code == "hold_resolved"


def test_captured_it_cannot_be_released(earnings, held):
    take(held, "1.00", to=earnings)
    with pytest.raises(Conflict):
        ledger.release(held)


def test_extended_it_holds_more_and_longer(wallet, held):
    later = clock.now() + 2 * HOUR
    longer = ledger.extend(held, D("10.00"), expires_at=later)
    assert (longer.asked, longer.amount, longer.expires_at) == (D("40.00"), D("50.00"), later)
    assert figures(wallet) == (D("100.00"), D("50.00"))


def test_an_extension_repeated_by_mistake_is_refused(wallet, held):
    ledger.extend(held, D("10.00"))
    with pytest.raises(Conflict):
        ledger.extend(held, D("10.00"))
    assert figures(wallet) == (D("100.00"), D("50.00"))


def test_there_has_to_be_enough_for_an_extension(wallet, held):
    with pytest.raises(Refused) as refused:
        ledger.extend(held, D("61.00"))
    assert refused.value.details["missing"]["amount"] == "1.00"


def test_of_many_extensions_those_are_done_that_can_be(wallet, held):
    other = ledger.hold(wallet, D("20.00"), key="job:10")
    gone = ledger.release(ledger.hold(wallet, D("5.00"), key="job:11"))
    by = {held: "30.00", other: "20.00", gone: "1.00"}
    extensions = [ledger.Extension(hold=hold, by=D(amount)) for hold, amount in by.items()]
    # 40 are left: after the first there is too little for the second.
    assert ledger.extend_all(extensions) == {held.pk}
    assert ledger.extend_all(extensions) == set()
    assert figures(wallet) == (D("100.00"), D("90.00"))
    assert_sound()


def test_many_are_captured_and_released_in_few_statements(
    wallet, earnings, django_assert_max_num_queries
):
    holds = [ledger.hold(wallet, D("1.00"), key=f"c:{n}") for n in range(60)]
    captures = [
        ledger.Capture(
            hold=hold,
            amount=D("0.50"),
            kind=ledger.REVERSAL,
            to=[(earnings, D("0.50"))],
            actor=TEST,
        )
        for hold in holds[:30]
    ]
    with django_assert_max_num_queries(9):
        transfers = ledger.capture_all(captures)
    assert ledger.capture_all(captures) == transfers
    with django_assert_max_num_queries(7):
        assert ledger.release_all(holds[30:]) == 30
    assert figures(wallet) == (D("85.00"), 0)
    assert_sound()


def test_past_its_time_it_is_worth_nothing_even_if_no_sweep_comes(wallet, earnings, held):
    with clock.travelled(2 * HOUR):
        with pytest.raises(Conflict) as refused:
            take(held, "1.00", to=earnings)
        assert refused.value.code == "hold_expired"
        with pytest.raises(Conflict):
            ledger.extend(held, D("1.00"))
        assert figures(wallet) == (D("100.00"), D("40.00"))


def test_the_sweep_gives_back_what_is_past_its_time_and_nothing_else(wallet, held):
    ledger.hold(wallet, D("10.00"), key="no end")
    assert expire_due() == 0
    with clock.travelled(2 * HOUR):
        assert expire_due() == 1
        assert expire_due() == 0
    assert figures(wallet) == (D("100.00"), D("10.00"))
    assert Hold.objects.get(pk=held.pk).state == HoldState.EXPIRED
    assert_sound()


@pytest.mark.parametrize("amount", ["0", "-1", "0.001"])
def test_only_more_than_nothing_is_held(wallet, amount):
    with pytest.raises(Invalid):
        ledger.hold(wallet, D(amount), key="x")


def test_what_a_hold_is_for_is_found_by_its_record(wallet, earnings, ann):
    hold = ledger.hold(wallet, D("5.00"), key="for ann", for_record=ann)
    take(hold, "5.00", to=earnings)
    assert Hold.objects.about(ann).get() == hold
    assert Transfer.objects.about(ann).get().hold == hold
