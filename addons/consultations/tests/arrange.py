"""Consultations brought somewhere through the doors, and what is left of the money."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from addons.base import clock
from addons.base.events.verify import breaks
from addons.base.points import CHECKS
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.consultations.flow import ConsultationFlow
from addons.consultations.heartbeats import note
from addons.consultations.models import Consultation, Meter
from addons.ledger import points as ledger
from addons.ledger.checking import Count
from addons.ledger.checking import breaks as ledger_breaks
from addons.ledger.models import Account

TEST = System("test")
# When the talk of the test began.
_began: list[datetime] = []


def pay_in(person: Any, amount: Decimal) -> None:
    wallet = ledger.wallet_of(person)
    key = f"pay-in:{wallet.pk}:{clock.now().isoformat()}"
    legs = [(ledger.house_account(ledger.GATEWAY_CLEARING), -amount), (wallet, amount)]
    ledger.post(kind=ledger.REVERSAL, key=key, legs=legs, actor=TEST)


def wallet(person: Any) -> Account:
    return Account.objects.get(pk=ledger.wallet_of(person).pk)


def earnings(provider: Any) -> Decimal:
    return Account.objects.get(pk=ledger.earnings_of(provider.user).pk).balance


def ask(customer: Any, provider: Any, **more: Any) -> Consultation:
    data = {"provider": provider.pk, **more}
    return create(Consultation, actor=customer, data=data, via=Door.REST)


def accept(consultation: Consultation) -> Consultation:
    actor = consultation.provider.user
    return perform(consultation, ConsultationFlow.accept, actor=actor, via=Door.REST)


def start(consultation: Consultation) -> Consultation:
    both_heard(consultation)
    actor = consultation.customer
    started = perform(consultation, ConsultationFlow.start, actor=actor, via=Door.REST)
    _began[:] = [started.started_at]
    return started


def end(consultation: Consultation, actor: Any, via: Door = Door.REST, note: str = "") -> Any:
    return perform(consultation, ConsultationFlow.end, actor=actor, data={"note": note}, via=via)


def both_heard(consultation: Consultation) -> None:
    heard(consultation, "customer", "provider")


def heard(consultation: Consultation, *sides: str) -> Any:
    """These sides are heard now, and a process of ours looks after the meter."""
    now = clock.now()
    return note({(consultation.pk, side): now for side in sides}, [consultation.pk])


def talk(consultation: Consultation, span: timedelta, *sides: str, every: int = 10) -> None:
    """Both sides (or these) are heard every ten seconds for so long, from now on."""
    for second in range(0, int(span.total_seconds()) + 1, every):
        with later(seconds=second):
            heard(consultation, *(sides or ("customer", "provider")))


@contextmanager
def later(**span: float) -> Iterator[datetime]:
    """So long after the talk began, or after now; however slow the machine is."""
    began = _began[0] if _began else clock.now()
    with clock.at(began + timedelta(**span)):
        yield clock.now()


def now(consultation: Consultation) -> Consultation:
    return Consultation.objects.get(pk=consultation.pk)


def meter_of(consultation: Consultation) -> Meter:
    return Meter.objects.get(pk=consultation.pk)


def assert_sound() -> None:
    """Books, chains and all that consultations promise."""
    assert list(ledger_breaks(Count())) == []
    assert list(breaks()) == []
    for name, check in CHECKS.items():
        if name.startswith("consultations."):
            assert list(check()) == [], name
