"""The demo's wallets: top-ups through the test gateway, lived with a moved clock. Deterministic."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from addons.base import clock
from addons.base.workflow import Door
from fixtures import read

from . import trial
from .asking import send_back
from .gateways.embedded import EmbeddedGateway, checkout_of
from .models import Payment, Repayment
from .points import ask_for, give_back

# Days ago, amount, and what happened on the gateway's page. What is left is what the demo promises.
TOLD: Final = {
    "asha@example.com": [
        (81, "500.00", "pay"),
        (47, "1000.00", "fail"),
        (47, "1000.00", "pay"),
        (12, "500.00", "pay"),
    ],
    "bala@example.com": [(58, "100.00", "cancel"), (31, "60.00", "pay")],
}
AMOUNTS: Final = ("1000.00", "2000.00", "2000.00", "3000.00", "5000.00")
BUTTONS: Final = ("pay",) * 9 + ("again", "late", "fail")
# Others pay in before they spend: what they buy is lived through after this, up to today.
FIRST, LAST = 90, 62
A_MINUTE = timedelta(minutes=1)


def make(*, scale: float) -> str:
    if EmbeddedGateway.name != settings.PAYMENT_GATEWAY:
        return "no top-ups, as the test gateway is not in use"
    chance, people = Random(4), list(customers())
    for person in people[: max(3, round(len(people) * scale))]:
        story = TOLD.get(person.email) or made_up(chance)
        with transaction.atomic():
            for number, (days, amount, button) in enumerate(story):
                top_up(person, Decimal(amount), button, days=days, number=number, chance=chance)
    give_one_back()
    return f"{Payment.objects.count()} payments"


def customers() -> Any:
    """Those who book. Asha and Bala first, whatever part of the rest is made."""
    emails = [row["email"] for row in read("customers")["customer"]]
    people = get_user_model()._default_manager.filter(email__in=emails).order_by("pk")
    return sorted(people, key=lambda person: person.email not in TOLD)


def made_up(chance: Random) -> list[tuple[int, str, str]]:
    days = sorted(chance.sample(range(LAST, FIRST), chance.randint(1, 3)), reverse=True)
    story = [(day, chance.choice(AMOUNTS), chance.choice(BUTTONS)) for day in days]
    # Everybody has something to spend.
    return [*story, (LAST, chance.choice(AMOUNTS), "pay")]


def top_up(
    person: Any, amount: Decimal, button: str, *, days: int, number: int, chance: Random
) -> Payment:
    """Begun by day, and done on the gateway's page a minute later."""
    moment = clock.now() - timedelta(days=days)
    # By day in Delhi, with room for those of the same day.
    moment = moment.replace(hour=chance.randint(3, 13), minute=number * 10 + chance.randint(0, 9))
    with clock.at(moment):
        key = f"demo:{person.pk}:{number}"
        payment = ask_for(person, amount, key=key, actor=person, via=Door.PORTAL)
    with clock.at(moment + A_MINUTE):
        trial.press(checkout_of(payment), button)
    return Payment.objects.get(pk=payment.pk)


def give_one_back() -> None:
    """Somebody paid in too much, and part of it went back to the card."""
    paid = Payment.objects.filter(state="succeeded", amount__gte=Decimal(2000))
    payment = paid.exclude(payer__email__in=TOLD).order_by("pk").first()
    if payment is None:
        return
    with clock.at(payment.created_at + timedelta(days=1)):
        give_back(
            payment,
            Decimal("500.00"),
            key="demo:too-much",
            reason="Paid in more than they wanted",
            actor=get_user_model()._default_manager.get(email="finance@example.com"),
            via=Door.CONSOLE,
        )
        for repayment in Repayment.objects.with_people():
            send_back(repayment, via=Door.SCHEDULE)
