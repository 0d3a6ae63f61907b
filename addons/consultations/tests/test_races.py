"""Ends from all sides at once: one end and one charge; and what that rests on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal as D

import pytest

from addons.base import clock
from addons.base.models import Event
from addons.base.testing.races import at_once, unguarded
from addons.base.workflow import Door, DoorError
from addons.billing.models import Invoice
from addons.consultations.closing import close_due
from addons.consultations.funding import fund
from addons.consultations.heartbeats import note
from addons.consultations.models import Consultation
from addons.consultations.tests.arrange import (
    accept,
    ask,
    assert_sound,
    both_heard,
    end,
    later,
    meter_of,
    now,
    start,
    talk,
    wallet,
)
from addons.ledger.models import Transfer

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 64


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> None:
    """The people and talks of the other fixtures have to be there for other connections."""


@pytest.fixture
def round_of_ends(alice, tara, sam):
    """Each time another talk, about to be ended by everybody and everything at once."""

    def run() -> None:
        consultation = start(accept(ask(alice, tara)))
        before = wallet(alice).balance
        callers = (
            lambda: end(consultation, alice, Door.REST),
            lambda: end(consultation, alice, Door.WEBSOCKET),
            lambda: end(consultation, tara.user, Door.REST),
            lambda: end(consultation, tara.user, Door.PORTAL),
            lambda: end(consultation, sam, Door.CONSOLE, "Enough."),
            lambda: close_due(),
            lambda: fund([consultation.pk]),
            lambda: note({(consultation.pk, "customer"): clock.now()}, [consultation.pk]),
        )
        answers = at_once(CROWD, lambda number: callers[number % len(callers)]())
        assert [a for a in answers if isinstance(a, Exception)] == []
        ends = [a for a in answers if isinstance(a, Consultation)]
        told = {(a.end_reason, a.ended_at, a.cost, a.version) for a in ends}
        assert len(told) == 1
        ended = now(consultation)
        assert before - wallet(alice).balance == ended.cost == D("20.00")
        assert wallet(alice).held == 0
        stream = Event.objects.of(consultation).filter(transition__in=("end", "close"))
        assert stream.count() == 1
        assert Transfer.objects.filter(key=f"capture:consultation:{ended.pk}:hold").count() == 1
        assert Invoice.objects.about(ended).count() == 1
        tara.refresh_from_db()
        assert tara.is_on_duty

    return run


def test_of_sixty_four_ends_at_once_by_all_doors_one_ends_and_charges(round_of_ends):
    for _round in range(3):
        round_of_ends()
    assert_sound()


def test_without_lock_and_guard_the_promise_does_not_hold(round_of_ends):
    """What it rests on: the doors' lock and their guard; without them it is charged otherwise."""
    with unguarded(), pytest.raises((AssertionError, DoorError)):
        round_of_ends()


def test_ends_and_the_end_of_the_money_in_one_instant_are_one_end(alice, make_consultant):
    dear = make_consultant("lila", price="100.00")
    active = start(accept(ask(alice, dear)))
    talk(active, timedelta(seconds=299), every=20)
    with later(seconds=300):

        def act(number):
            return close_due() if number % 2 else end(active, alice)

        answers = at_once(16, act)
    assert [a for a in answers if isinstance(a, Exception)] == []
    ended = now(active)
    assert (ended.cost, ended.ended_at) == (D("500.00"), ended.started_at + timedelta(minutes=5))
    assert_sound()


def test_ticks_at_once_set_each_increment_aside_once(active, alice):
    talk(active, timedelta(seconds=90))
    with later(seconds=90):
        answers = at_once(8, lambda _n: fund())
    assert sum(answers) == 1
    assert wallet(alice).held == meter_of(active).increments * D("20.00")
    assert_sound()


def test_of_many_requests_of_one_customer_one_is_made(alice, tara):
    answers = at_once(16, lambda _n: ask(alice, tara))
    made = [a for a in answers if isinstance(a, Consultation)]
    refused = {a.code for a in answers if isinstance(a, DoorError)}
    assert (len(made), refused) == (1, {"asked_already"})


def test_of_many_yeses_to_many_customers_one_binds(tara, make_consultant, db):
    from addons.base.testing.people import make_person
    from addons.consultations.tests.arrange import pay_in

    asked = []
    for number in range(8):
        person = make_person(f"Person{number}")
        pay_in(person, D("200.00"))
        asked.append(ask(person, tara))
    answers = at_once(8, lambda number: accept(asked[number]))
    made = [a for a in answers if isinstance(a, Consultation)]
    assert len(made) == 1
    assert {a.code for a in answers if isinstance(a, DoorError)} == {"consultant_busy"}


def test_of_many_starts_one_starts(accepted, alice, tara):
    both_heard(accepted)
    answers = at_once(16, lambda _n: start(accepted))
    assert len({getattr(a, "started_at", a) for a in answers}) == 1
    assert wallet(alice).held == D("100.00")
    assert_sound()
