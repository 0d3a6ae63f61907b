"""Many at once about one payment, on real connections: its money comes and goes once."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from addons.base.events.chain import breaks_in
from addons.base.models import Event
from addons.base.testing.races import at_once
from addons.base.workflow import Door, DoorError, System
from addons.ledger.models import Transfer
from addons.ledger.tests.arrange import assert_sound
from addons.payments import settle, trial
from addons.payments.asking import look_at
from addons.payments.gateways.embedded import HEADER, checkout_of, secret
from addons.payments.gateways.signatures import signed
from addons.payments.models import GatewayEvent, Payment, Repayment
from addons.payments.points import give_back
from addons.payments.webhooks import receive

from .arrange import again, ask, at_gateway, cash, in_wallet, paid

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64
SYSTEM = System("test")


@pytest.fixture(autouse=True)
def committed(transactional_db):
    """The people and payments of the other fixtures have to be there for other connections."""


@pytest.fixture
def charged(asha):
    """A payment that was made, of which we have not been told."""
    payment = ask(asha)
    trial.charge(checkout_of(payment))
    return again(payment)


def tell(payment, *, event="event-1"):
    body = trial.message_of(checkout_of(payment), event=event)
    return receive("test", body, {HEADER: signed(body, secret=secret())})


def assert_came_once(payment, person, amount="100.00"):
    payment = again(payment)
    assert payment.state == "succeeded"
    assert in_wallet(person) == at_gateway() == D(amount)
    assert Transfer.objects.filter(key=f"payment:{payment.pk}:succeeded").count() == 1
    stream = list(Event.objects.of(payment).order_by("sequence"))
    assert [e.transition for e in stream].count("succeed") == 1
    assert not list(breaks_in(stream, head=(payment.version, payment.chain)))
    assert_sound()


@pytest.mark.parametrize("number", range(2))
def test_of_many_copies_of_one_message_one_counts(charged, asha, number):
    assert at_once(CROWD, lambda _n: tell(charged)) == [200] * CROWD
    assert GatewayEvent.objects.count() == 1
    assert_came_once(charged, asha)


def test_of_many_messages_about_the_same_money_one_counts(charged, asha):
    answers = at_once(CROWD, lambda n: tell(charged, event=f"event-{n}"))
    assert answers == [200] * CROWD
    assert GatewayEvent.objects.filter(result="applied").count() == 1
    assert GatewayEvent.objects.filter(result="known").count() == CROWD - 1
    assert_came_once(charged, asha)


def test_being_told_and_asking_at_the_same_moment_is_one_payment(charged, asha):
    def act(number):
        if number % 2:
            return tell(charged, event=f"event-{number}")
        return look_at(again(charged), via=Door.SCHEDULE)

    answers = at_once(16, act)
    assert [a for a in answers if isinstance(a, Exception)] == []
    assert not Payment.objects.filter(second_of=charged).exists()
    assert_came_once(charged, asha)


def test_a_second_charge_told_of_by_many_is_given_back_once(charged, asha):
    trial.charge(checkout_of(charged))
    answers = at_once(16, lambda n: tell(charged, event=f"event-{n}"))
    assert answers == [200] * 16
    assert Payment.objects.filter(second_of=charged).count() == 1
    assert Repayment.objects.count() == 1
    assert_came_once(charged, asha)


def test_without_the_guards_a_message_would_count_again(charged, asha, monkeypatch):
    """What the state of the record and the unique reference prevent."""
    taken = []

    def take_blindly(payment, charge, *, via):
        settle.keep_second(payment, f"{charge}:{len(taken)}", via=via)
        taken.append(charge)

    monkeypatch.setattr(settle, "_take_charge", take_blindly)
    for number in range(3):
        tell(charged, event=f"event-{number}")
    with pytest.raises(AssertionError):
        assert_came_once(charged, asha)


def test_one_key_from_many_sides_asks_for_one_payment(asha):
    answers = at_once(CROWD, lambda _n: ask(asha, key="job:9:card"))
    assert {answer.pk for answer in answers} == {Payment.objects.get().pk}


def test_cash_that_many_write_down_under_one_key_is_there_once(asha, ravi):
    answers = at_once(16, lambda _n: cash(asha, ravi))
    assert len({answer.pk for answer in answers}) == 1
    assert in_wallet(asha) == D("70.00")
    assert_sound()


def back(payment, amount, key):
    return give_back(payment, D(amount), key=key, reason="No", actor=SYSTEM, via=Door.CONSOLE)


def test_of_many_who_give_back_together_no_more_goes_than_was_paid(asha):
    payment = paid(asha)
    paid(asha, "1000.00")
    answers = at_once(CROWD, lambda n: back(payment, "30.00", f"back:{n}"))
    refused = [answer for answer in answers if isinstance(answer, DoorError)]
    assert len(refused) == CROWD - 3
    assert again(payment).refunded == D("90.00")
    assert in_wallet(asha) == D("1010.00")
    assert_sound()


def test_one_key_gives_back_once_whoever_comes(asha):
    payment = paid(asha)
    answers = at_once(16, lambda _n: back(payment, "30.00", "back:1"))
    assert [a for a in answers if isinstance(a, Exception)] == []
    assert again(payment).refunded == D("30.00")
    assert in_wallet(asha) == D("70.00")
    assert_sound()
