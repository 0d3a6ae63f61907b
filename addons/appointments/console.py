"""Appointments in the console, and what stands of them on a consultation's page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from addons.base.points import RECORD_PANELS, in_console
from addons.base.surfaces.console import (
    Choice,
    Facts,
    Menu,
    Moment,
    Money,
    OperableViewSet,
    RecordPanel,
    View,
)
from addons.base.surfaces.console.sites import viewset_of
from addons.consultations.models import Consultation

from .models import Appointment

OBSTACLE = Choice("obstacle", _("In the way"))


@in_console
class AppointmentViewSet(OperableViewSet):
    model = Appointment
    menu = Menu(
        group="work", order=135, icon="bi-calendar3", permission="appointments.watch_appointments"
    )
    columns = (
        "customer",
        "provider",
        "category",
        Moment("starts_at", _("Starts")),
        "minutes",
        OBSTACLE,
    )
    filters = ("category", "obstacle", "starts_at")
    search = ("customer__name", "provider__display_name")
    views = (
        View(name="today", label=_("Next 24 hours"), among="today"),
        View(name="upcoming", label=_("Ahead"), among="upcoming"),
    )
    card = ("customer", "provider", Moment("starts_at", _("Starts")), OBSTACLE)
    facts = (
        Facts(_("Who"), ("customer", "provider", "category", "note"), icon="group"),
        Facts(
            _("When"),
            ("starts_at", "minutes", "remind_at", "reminded_at", "begins_until", OBSTACLE),
            icon="date",
        ),
        Facts(
            _("Money"),
            (Money("price_per_minute", _("Price per minute")),),
            icon="bi-cash-coin",
        ),
    )


def talk_of(appointment: Appointment, actor: Any) -> dict[str, Any] | None:
    talk = appointment.consultation
    return None if talk is None else shown(talk)


def appointment_of(consultation: Consultation, actor: Any) -> dict[str, Any] | None:
    mine = Appointment.objects.visible_to(actor)
    booked = mine.filter(talk__consultation=consultation).first()
    return None if booked is None else shown(booked)


def shown(record: Appointment | Consultation) -> dict[str, Any]:
    pages = viewset_of(type(record))
    return {"other": record, "url": pages.record_url(record.pk) if pages else ""}


RECORD_PANELS.register(
    RecordPanel(
        model="appointments.Appointment",
        label=_("Consultation"),
        template="appointments/console/other.html",
        context=talk_of,
        icon="bi-chat-dots",
    )
)
RECORD_PANELS.register(
    RecordPanel(
        model="consultations.Consultation",
        label=_("Booked as"),
        template="appointments/console/other.html",
        context=appointment_of,
        icon="bi-calendar3",
    )
)
