"""Who is told of runs and bank accounts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model

from addons.base.models import Event

from .models import BankAccount, PayoutLine, PayoutRun
from .states import Outcome


def run_of(event: Event) -> PayoutRun:
    run: PayoutRun = PayoutRun.objects.get(pk=event.record_id)
    return run


def account_of(event: Event) -> BankAccount:
    account: BankAccount = BankAccount.objects.select_related("provider").get(pk=event.record_id)
    return account


def line_of(event: Event) -> PayoutLine:
    """The line that the event is about."""
    lines = PayoutLine.objects.select_related("provider", "run")
    line: PayoutLine = lines.get(pk=event.arguments["line"], run_id=int(event.record_id))
    return line


def keep_books(event: Event) -> set[int]:
    """Finance, but for whoever did it."""
    people = get_user_model()._default_manager.filter(groups__name="finance", is_active=True)
    return {*people.values_list("pk", flat=True)} - {event.actor_id}


def whoever_is_paid(event: Event) -> Iterable[int]:
    lines = PayoutLine.objects.filter(run_id=int(event.record_id), outcome=Outcome.PAID)
    people: Iterable[int] = lines.values_list("user", flat=True)
    return people


def whose_line(event: Event) -> Iterable[int]:
    return [line_of(event).user_id]


def owner_of(event: Event) -> Iterable[int]:
    return [account_of(event).provider.user_id]


def is_provider(user: Any) -> bool:
    return hasattr(user, "provider")
