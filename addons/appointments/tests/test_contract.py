"""Every actor in every state through every transition of an appointment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.appointments.flow import AppointmentFlow
from addons.appointments.models import Appointment, AppointmentsPolicy
from addons.base.testing.contract import FlowContract
from addons.base.testing.people import make_person

from .arrange import book, in_days

STEPS_IN = {"support", "administrator"}
SIGNED_IN = {"customer", "other_customer", "consultant", "other_consultant", "finance", *STEPS_IN}


def free_time():
    """An hour of its own for each, so that they do not take each other's."""
    return in_days(1) + timedelta(hours=Appointment.objects.count())


class TestAppointmentFlow(FlowContract):
    model = Appointment
    allowed = {
        # To the one who would book themselves the body says no.
        AppointmentFlow.book: SIGNED_IN,
        AppointmentFlow.move: {"customer", *STEPS_IN},
        AppointmentFlow.remind: set(),
        AppointmentFlow.begin: set(),
        AppointmentFlow.delay: set(),
        AppointmentFlow.lapse: set(),
        AppointmentFlow.cancel: {"customer", "consultant", *STEPS_IN},
        AppointmentFlow.forget: set(),
    }
    data = {
        AppointmentFlow.book: lambda record, actors: {
            "provider": actors["other_consultant"].provider.pk,
            "starts_at": free_time().isoformat(),
            "minutes": 30,
        },
        AppointmentFlow.move: lambda record, actors: {
            "starts_at": (free_time() + timedelta(days=3)).isoformat()
        },
        AppointmentFlow.delay: {"obstacle": "consultant_busy"},
        AppointmentFlow.cancel: {"reason": "I am ill."},
    }

    @pytest.fixture
    def actors(self, alice, bob, tara, noor):
        AppointmentsPolicy.objects.update_or_create(defaults={"most_ahead": 100})
        roles = {
            "support": "support_agent",
            "administrator": "administrator",
            "finance": "finance",
        }
        staff = {name: make_person(name, roles=(role,)) for name, role in roles.items()}
        return staff | {
            "nobody": AnonymousUser(),
            "customer": alice,
            "other_customer": bob,
            "consultant": tara.user,
            "other_consultant": noor.user,
        }

    def fresh(self, actors):
        return book(actors["customer"], actors["consultant"].provider, free_time())

    def _expected_on_creating(self, name, spec):
        if name == "other_consultant":  # nobody books themselves
            return ["refused"]
        return super()._expected_on_creating(name, spec)
