"""The demo's payouts: bank accounts, and a run for each week of a life with a moved clock."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model

from addons.base import clock
from addons.base.policies import policy
from addons.base.workflow import Door
from addons.base.workflow.available import available
from addons.base.workflow.doors import create, perform
from addons.providers.models import Provider
from fixtures import read

from .calendar import latest, today, zone
from .flow import PayoutRunFlow
from .models import BankAccount, PayoutLine, PayoutRun, PayoutsPolicy
from .schedules import prepare_weekly
from .states import Outcome

GAVE: Final = timedelta(days=96)
WEEKS: Final = 13
A_DAY: Final = timedelta(days=1)
PREPARED, APPROVED, PAID = time(1, 10), time(10, 30), time(16, 0)


def make(*, scale: float) -> str:
    stories = read("payouts")
    for row in stories["bank_account"]:
        give_account(row)
    first = latest(policy(PayoutsPolicy).weekday, on=today()) - timedelta(weeks=WEEKS)
    for number in range(WEEKS + 1):
        something_comes_back = number >= stories["came_back"]["from_week"]
        live_through(
            first + timedelta(weeks=number),
            came_back=stories["came_back"] if something_comes_back else {},
        )
    return f"{BankAccount.objects.count()} bank accounts, {PayoutRun.objects.count()} payout runs"


def give_account(row: dict[str, Any]) -> None:
    """By the provider; who has none in the story waits for the money."""
    provider = Provider.objects.filter(user__email=row["email"]).select_related("user").first()
    if provider is None:
        return
    data = {name: row[name] for name in ("holder", "number", "code")}
    with clock.at(clock.now() - GAVE):
        create(BankAccount, actor=provider.user, data=data, via=Door.PORTAL)


def live_through(day: Any, *, came_back: dict[str, Any]) -> None:
    """A week's run as far as it has come by now; the latest waits for finance."""
    now = clock.now()
    moment = at(day, PREPARED)
    if moment > now:
        return
    with clock.at(moment):
        if not prepare_weekly():
            return
    run = PayoutRun.objects.of_week(day).get()
    steps = [
        (at(day, APPROVED), approve),
        (at(day + A_DAY, PAID), pay),
        (at(day + 2 * A_DAY, APPROVED), lambda run: fail_one(run, came_back)),
    ]
    for moment, step in steps:
        # What finance has still to do today is left to whoever looks at the demo.
        if moment > now - A_DAY:
            return
        with clock.at(moment):
            run = step(run)


def at(day: Any, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=zone())


def keepers() -> tuple[Any, Any]:
    """Who approves first, and the second person."""
    people = get_user_model()._default_manager
    return (
        people.filter(groups__name="finance").order_by("pk")[0],
        people.filter(groups__name="administrator").order_by("pk")[0],
    )


def approve(run: PayoutRun) -> PayoutRun:
    for person in keepers():
        if any(option.name == "approve" and option.enabled for option in available(run, person)):
            run = perform(run, PayoutRunFlow.approve, actor=person, via=Door.CONSOLE)
    return run


def pay(run: PayoutRun) -> PayoutRun:
    finance, _other = keepers()
    run = perform(run, PayoutRunFlow.export, actor=finance, via=Door.CONSOLE)
    data = {"paid_on": today(), "reference": f"NEFT-{run.until:%y%m%d}"}
    return perform(run, PayoutRunFlow.mark_paid, actor=finance, data=data, via=Door.CONSOLE)


def fail_one(run: PayoutRun, story: dict[str, Any]) -> PayoutRun:
    """Once the bank sends something back."""
    if not story or PayoutLine.objects.filter(outcome=Outcome.FAILED).exists():
        return run
    line = run.lines.filter(user__email=story["email"]).payments().first()
    if line is None:
        return run
    finance, _other = keepers()
    data = {"line": line.pk, "reason": story["reason"]}
    return perform(run, PayoutRunFlow.fail_line, actor=finance, data=data, via=Door.CONSOLE)
