"""Ninety days of the demo's consultations, lived through the doors. Deterministic."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.db import transaction

from addons.base import clock
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.catalog.models import ServiceCategory
from addons.chat import points as chat
from addons.chat.models import Conversation
from addons.ledger.points import wallet_of
from addons.payments.flow import PaymentFlow
from addons.payments.points import ask_for
from addons.providers.models import Provider
from fixtures import read
from fixtures.workers import make_worker

from .closing import close_due
from .flow import ConsultationFlow
from .funding import fund
from .heartbeats import note_one
from .models import ConsultantNote, Consultation, ConsultationRate, Meter
from .schedules import miss_overdue, publish_ratings

DEMO = System("demo")
DAYS = 90
TALKS = 80
A_TOP_UP = Decimal("500.00")
# The contract's own people have what their wallets say and nothing open.
AT_REST = {"asha@example.com", "bala@example.com"}
STEP = timedelta(seconds=150)
POLICY = ("commission_percent", "tax_rate", "search_radius_km", "maximum_offers")


def make(*, scale: float) -> str:
    make_categories()
    consultants = make_consultants()
    life = Life()
    now = clock.now()
    minutes = sorted(
        life.chance.randrange(3 * 60, DAYS * 24 * 60) for _ in range(round(TALKS * scale))
    )
    for number, ago in enumerate(reversed(minutes)):
        with transaction.atomic():
            life.live_through(now - timedelta(minutes=ago))
        if number % 10 == 0:
            with clock.at(now - timedelta(minutes=ago)):
                publish_ratings()
    publish_ratings()
    return f"{consultants} consultants, {Consultation.objects.count()} consultations"


def make_categories() -> None:
    for row in read("categories")["category"]:
        if row.get("consultation"):
            ServiceCategory.objects.create(
                slug=row["slug"],
                name=row["name"],
                kind=ServiceCategory.Kind.CONSULTATION,
                icon=row["icon"],
                description=row["description"],
                **{name: row[name] for name in POLICY if name in row},
            )


def make_consultants() -> int:
    hours, password = read("providers")["hours"], make_password("demo")
    rows = read("consultants")["consultant"]
    for row in rows:
        provider = make_worker(row, hours=hours[row["hours"]], password=password)
        rate = row["rate"]
        ConsultationRate.objects.create(
            provider=provider,
            increment_s=rate["increment_seconds"],
            free_minutes=rate["free_minutes"],
            minimum_minutes=rate["minimum_minutes"],
        )
    return len(rows)


class Life:
    """Draws what happens, and lets the people do it."""

    def __init__(self) -> None:
        self.chance = Random("consultations")
        self.talks = read("talks")["talk"]
        people = get_user_model()._default_manager.filter(is_staff=False, provider=None)
        people = people.exclude(email__in=AT_REST).exclude(addresses=None)
        self.customers = list(people.order_by("pk"))
        self.support = get_user_model()._default_manager.get(email="manager@example.com")
        self.spent = 0

    def live_through(self, moment: datetime) -> None:
        """One request, and what became of it."""
        with clock.at(moment):
            consultants = list(
                Provider.objects.on_duty().filter(services__unit="minute").distinct()
            )
        provider, customer = self.chance.choice(consultants), self.chance.choice(self.customers)
        fate = self.chance.random()
        with clock.at(moment):
            consultation = self.ask(customer, provider)
            if fate < 0.04:
                act(consultation, ConsultationFlow.decline, provider.user, reason="")
                return
            if fate < 0.07:
                act(consultation, ConsultationFlow.withdraw, customer)
                return
        if fate < 0.11:
            with clock.at(moment + timedelta(minutes=4)):
                miss_overdue()
            return
        self.talk(consultation, moment + timedelta(seconds=25), fate)

    def ask(self, customer: Any, provider: Provider) -> Consultation:
        while wallet_of(customer).available < A_TOP_UP:
            self.top_up(customer)
        data = {"provider": provider.pk}
        return create(Consultation, actor=customer, data=data, via=Door.PORTAL)

    def top_up(self, customer: Any) -> None:
        self.spent += 1
        key = f"demo:top-up:{self.spent}"
        payment = ask_for(customer, A_TOP_UP, key=key, actor=customer, via=Door.PORTAL)
        data = {"reference": key}
        perform(payment, PaymentFlow.succeed, actor=DEMO, data=data, via=Door.COMMAND)

    def talk(self, consultation: Consultation, moment: datetime, fate: float) -> None:
        """Both come, talk for a while, and one of them, or something, ends it."""
        customer, provider = consultation.customer, consultation.provider
        with clock.at(moment):
            consultation = act(consultation, ConsultationFlow.accept, provider.user)
            note_one(consultation, "customer")
            consultation = act(consultation, ConsultationFlow.start, customer)
        moment += timedelta(seconds=self.chance.randrange(20, 60))
        story = self.chance.choice(self.talks)
        self.say(consultation, story, moment)
        longest = 14 if fate < 0.9 else 35
        end = moment + timedelta(seconds=self.chance.randrange(90, longest * 60))
        while moment < end:
            moment = min(moment + STEP, end)
            self.stay(consultation, moment)
        with clock.at(moment):
            if fate < 0.17:
                act(consultation, ConsultationFlow.end, provider.user, note="")
            elif fate < 0.19:
                note = "The customer asked us by telephone to end it."
                act(consultation, ConsultationFlow.end, self.support, note=note)
            elif fate > 0.24:
                act(consultation, ConsultationFlow.end, customer, note="")
        with clock.at(moment + timedelta(seconds=100)):
            # Who has not pressed anything has lost the connection.
            Meter.objects.filter(pk=consultation.pk).update(watched_at=clock.now())
            close_due()
        if self.chance.random() < 0.6:
            self.rate(consultation, story, moment + timedelta(minutes=2))

    def stay(self, consultation: Consultation, moment: datetime) -> None:
        """Both were heard until just now; a row for each ten seconds would tell no more."""
        seen = {"customer_seen_at": moment, "provider_seen_at": moment, "watched_at": moment}
        Meter.objects.filter(pk=consultation.pk, is_running=True).update(**seen)
        with clock.at(moment):
            fund([consultation.pk])

    def say(self, consultation: Consultation, story: dict[str, Any], moment: datetime) -> None:
        talk = Conversation.objects.about(consultation).get()
        for number, (speaker, text) in enumerate(story["chat"]):
            is_customer = speaker == "customer"
            actor = consultation.customer if is_customer else consultation.provider.user
            with clock.at(moment + timedelta(seconds=14 * number)):
                chat.say(talk, actor=actor, text=text, via=Door.PORTAL)

    def rate(self, consultation: Consultation, story: dict[str, Any], moment: datetime) -> None:
        rating = self.chance.choice(story["ratings"])
        with clock.at(moment):
            act(
                consultation,
                ConsultationFlow.rate,
                consultation.customer,
                stars=rating["stars"],
                comment=rating["text"],
            )
            ConsultantNote.objects.update_or_create(
                provider=consultation.provider,
                customer=consultation.customer,
                defaults={"text": story["note"], "changed_at": clock.now()},
            )


def act(consultation: Consultation, transition: Any, actor: Any, **data: Any) -> Consultation:
    return perform(consultation, transition, actor=actor, data=data, via=Door.PORTAL)
