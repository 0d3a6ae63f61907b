"""The demo's appointments, lived through the doors with a moved clock. Deterministic."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from addons.base import clock
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.consultations.flow import ConsultationFlow
from addons.consultations.models import Meter
from addons.ledger.points import wallet_of
from addons.payments.flow import PaymentFlow
from addons.payments.points import ask_for
from addons.providers.models import Provider
from fixtures import read

from .flow import AppointmentFlow
from .models import Appointment
from .schedules import begin_due, remind_both

DEMO = System("demo")
BEFORE = timedelta(days=2)
A_TOP_UP = Decimal("500.00")
TALKED = timedelta(minutes=4)


def make(*, scale: float) -> str:
    for number, story in enumerate(read("appointments")["appointment"]):
        with transaction.atomic():
            live_through(story, number)
    return f"{Appointment.objects.count()} appointments"


def live_through(story: dict[str, Any], number: int) -> None:
    """Booked two days before, or an hour ago; then kept, called off or still ahead."""
    customer = get_user_model()._default_manager.get(email=story["customer"])
    provider = Provider.objects.select_related("user").get(user__email=story["consultant"])
    now, starts_at = clock.now(), start_of(story, provider)
    with clock.at(min(starts_at - BEFORE, now - timedelta(hours=1))):
        top_up(customer, key=f"demo:appointment:{number}")
        data = {
            "provider": provider.pk,
            "starts_at": starts_at.isoformat(),
            "minutes": story["minutes"],
            "note": story["note"],
        }
        appointment = create(Appointment, actor=customer, data=data, via=Door.PORTAL)
    if starts_at < now:
        keep(appointment)
    elif reason := story.get("cancelled"):
        data, actor = {"reason": reason}, provider.user
        perform(appointment, AppointmentFlow.cancel, actor=actor, data=data, via=Door.PORTAL)


def start_of(story: dict[str, Any], provider: Provider) -> datetime:
    day = clock.now().astimezone(provider.zone).date() + timedelta(days=story["days"])
    return datetime.combine(day, time.fromisoformat(story["at"]), tzinfo=provider.zone)


def top_up(customer: Any, *, key: str) -> None:
    """Enough for the first minutes, also when they talk."""
    if wallet_of(customer).available >= A_TOP_UP:
        return
    payment = ask_for(customer, A_TOP_UP, key=key, actor=customer, via=Door.PORTAL)
    data = {"reference": key}
    perform(payment, PaymentFlow.succeed, actor=DEMO, data=data, via=Door.COMMAND)


def keep(appointment: Appointment) -> None:
    """Both are reminded, it begins by itself, and they talk a while; or one of them is talking to
    somebody else just then, which depends on the hour, and it lapses."""
    starts_at = appointment.starts_at
    with clock.at(starts_at - timedelta(minutes=50)):
        remind_both()
    with clock.at(starts_at):
        begin_due()
    talk = Appointment.objects.with_people().get(pk=appointment.pk).consultation
    if talk is None:
        with clock.at(appointment.begins_until):
            begin_due()
        return
    with clock.at(starts_at + timedelta(seconds=20)):
        actor = talk.provider.user
        perform(talk, ConsultationFlow.accept, actor=actor, via=Door.PORTAL)
        talk = perform(talk, ConsultationFlow.start, actor=talk.customer, via=Door.PORTAL)
    end = starts_at + TALKED
    # Both were heard until just now; a row for each ten seconds would tell no more.
    seen = {"customer_seen_at": end, "provider_seen_at": end, "watched_at": end}
    Meter.objects.filter(pk=talk.pk).update(**seen)
    with clock.at(end):
        data = {"note": ""}
        perform(talk, ConsultationFlow.end, actor=talk.customer, data=data, via=Door.PORTAL)
