"""The books against a small model of them: whatever is done in whatever order, both say the same."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from addons.base import clock, money
from addons.base.testing.people import make_person
from addons.base.workflow import DoorError
from addons.ledger import points as ledger
from addons.ledger.models import Hold, Transfer
from addons.ledger.resolving import expire_due
from addons.ledger.tests.arrange import TEST, assert_sound, figures, move

HOUR = timedelta(hours=1)
CENTS = st.integers(min_value=1, max_value=20_000)
WHICH = st.integers(min_value=0, max_value=9)


@dataclass
class Held:
    """What the model knows of a hold."""

    wallet: int
    cents: int
    expires: bool
    state: str = "held"


class Books(RuleBasedStateMachine):
    """Two wallets, one who earns, and the gateway. The model keeps whole cents."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        people = [make_person(f"P{number}") for number in range(3)]
        self.accounts = [
            ledger.wallet_of(people[0]),
            ledger.wallet_of(people[1]),
            ledger.earnings_of(people[2]),
            ledger.house_account(ledger.GATEWAY_CLEARING),
        ]
        self.balances = [0, 0, 0, 0]
        self.held: dict[int, Held] = {}
        self.moves: list[tuple[Transfer, int, int, int]] = []
        self.reversed: set[Any] = set()
        self.hours = 0
        self.count = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    # --- the model's arithmetic ------------------------------------------------------------------

    def kept(self, account: int) -> int:
        holds = self.held.values()
        return sum(h.cents for h in holds if h.wallet == account and h.state == "held")

    def has(self, account: int, cents: int) -> bool:
        return account == 3 or self.balances[account] - self.kept(account) >= cents

    def moved(self, source: int, target: int, cents: int) -> None:
        self.balances[source] -= cents
        self.balances[target] += cents

    def hold_at(self, which: int) -> tuple[Hold, Held] | None:
        if not self.held:
            return None
        key = sorted(self.held)[which % len(self.held)]
        return Hold.objects.get(pk=key), self.held[key]

    def is_alive(self, held: Held) -> bool:
        return held.state == "held" and not (held.expires and self.hours >= 2)

    def attempt(self, act: Any, *, works: bool) -> Any:
        """Do it; the books refuse exactly what the model does."""
        try:
            with clock.travelled(self.hours * HOUR):
                answer = act()
        except DoorError:
            assert not works
            return None
        assert works
        return answer

    # --- what may happen -------------------------------------------------------------------------

    @rule(source=st.integers(0, 3), sink=st.integers(0, 3), cents=CENTS)
    def post(self, source: int, sink: int, cents: int) -> None:
        if source == sink:
            return
        self.count += 1
        pair = self.accounts[source], self.accounts[sink]
        done = self.attempt(
            lambda: move(*pair, D(cents) / 100, key=f"move:{self.count}"),
            works=self.has(source, cents),
        )
        if done:
            self.moved(source, sink, cents)
            self.moves.append((done, source, sink, cents))

    @rule(which=WHICH, more=st.integers(0, 1))
    def post_again(self, which: int, more: int) -> None:
        if not self.moves:
            return
        done, source, target, cents = self.moves[which % len(self.moves)]
        pair = self.accounts[source], self.accounts[target]
        again = self.attempt(
            lambda: move(*pair, D(cents + more) / 100, key=done.key), works=not more
        )
        assert again is None or again == done

    @rule(which=WHICH)
    def reverse(self, which: int) -> None:
        if not self.moves:
            return
        done, source, target, cents = self.moves[which % len(self.moves)]
        before = done.pk in self.reversed
        back = self.attempt(
            lambda: ledger.reverse(done, actor=TEST), works=before or self.has(target, cents)
        )
        if back and not before:
            self.reversed.add(done.pk)
            self.moved(target, source, cents)

    @rule(wallet=st.integers(0, 1), cents=CENTS, expires=st.booleans())
    def hold(self, wallet: int, cents: int, expires: bool) -> None:
        self.count += 1
        until = clock.now() + 2 * HOUR - timedelta(seconds=1) if expires else None
        key, account = f"hold:{self.count}", self.accounts[wallet]

        def act() -> Hold:
            return ledger.hold(account, D(cents) / 100, key=key, expires_at=until)

        held = self.attempt(act, works=self.has(wallet, cents))
        if held:
            assert self.attempt(act, works=True) == held
            self.held[held.pk] = Held(wallet, cents, expires)

    @rule(which=WHICH, cents=CENTS)
    def extend(self, which: int, cents: int) -> None:
        if (found := self.hold_at(which)) is None:
            return
        hold, held = found
        works = self.is_alive(held) and self.has(held.wallet, cents)
        if self.attempt(lambda: ledger.extend(hold, D(cents) / 100), works=works):
            held.cents += cents
            # What the caller read is not so any more.
            self.attempt(lambda: ledger.extend(hold, D(cents) / 100), works=False)

    @rule(which=WHICH, part=st.integers(1, 120))
    def capture(self, which: int, part: int) -> None:
        if (found := self.hold_at(which)) is None:
            return
        hold, held = found
        cents = max(1, held.cents * part // 100)
        amount, earner = D(cents) / 100, self.accounts[2]

        def act() -> Transfer:
            to = [(earner, amount)]
            return ledger.capture(hold, amount, kind=ledger.REVERSAL, to=to, actor=TEST)

        was_captured = held.state == "captured" and hold.captured == amount
        works = was_captured or (self.is_alive(held) and cents <= held.cents)
        if self.attempt(act, works=works) and not was_captured:
            held.state = "captured"
            self.moved(held.wallet, 2, cents)
            assert self.attempt(act, works=True)

    @rule(which=WHICH)
    def release(self, which: int) -> None:
        if (found := self.hold_at(which)) is None:
            return
        hold, held = found
        freed = self.attempt(lambda: ledger.release(hold), works=held.state != "captured")
        if freed and held.state == "held":
            held.state = "released"

    @rule()
    def an_hour_passes(self) -> None:
        self.hours += 1

    @rule()
    def sweep(self) -> None:
        due = [h for h in self.held.values() if h.state == "held" and not self.is_alive(h)]
        assert self.attempt(expire_due, works=True) == len(due)
        for held in due:
            held.state = "expired"

    # --- what always holds -----------------------------------------------------------------------

    @invariant()
    def both_say_the_same(self) -> None:
        for number, account in enumerate(self.accounts):
            told = figures(account)
            assert told == (D(self.balances[number]) / 100, D(self.kept(number)) / 100)
        assert sum(self.balances) == 0
        states = dict(Hold.objects.values_list("pk", "state"))
        assert states == {key: held.state for key, held in self.held.items()}
        assert_sound()


@pytest.mark.django_db
def test_the_books_and_a_small_model_of_them_agree():
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("code", ["JPY", "INR", "KWD"])
def test_a_hundred_thousand_splits_sum_exactly(settings, code):
    settings.CURRENCY = code
    dice, places = random.Random(code), money.decimals()
    most = defaultdict(int)
    for _ in range(100_000 // 3 + 1):
        amount = D(dice.randrange(-(10**9), 10**9)).scaleb(-places)
        weights = [dice.randrange(0, 1000) for _ in range(dice.randrange(1, 6))]
        weights[dice.randrange(len(weights))] += 1
        parts = money.split(amount, weights)
        assert sum(parts) == amount
        most[len(weights)] += 1
    assert set(most) == {1, 2, 3, 4, 5}
