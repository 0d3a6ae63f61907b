"""Every actor, transition and state of a consultation, by every door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from addons.base import clock
from addons.base.testing.contract import FlowContract, place
from addons.base.testing.people import make_person
from addons.consultations.flow import ConsultationFlow
from addons.consultations.models import Consultation
from addons.consultations.tests.arrange import accept, ask, both_heard, end, start

PEOPLE = {"alice", "tara", "bob", "sam", "fin", "ada", "noor"}
PARTIES = {"alice", "tara"}
STEPS_IN = {"sam", "ada"}


class TestConsultationFlow(FlowContract):
    model = Consultation
    allowed = {
        ConsultationFlow.request: PEOPLE,
        ConsultationFlow.accept: {"tara"},
        ConsultationFlow.decline: {"tara"},
        ConsultationFlow.withdraw: {"alice"},
        ConsultationFlow.miss: set(),
        ConsultationFlow.start: PARTIES,
        ConsultationFlow.schedule_end: {"alice", *STEPS_IN},
        ConsultationFlow.end: {*PARTIES, *STEPS_IN},
        ConsultationFlow.close: set(),
        ConsultationFlow.rate: {"alice"},
        ConsultationFlow.publish_rating: set(),
        ConsultationFlow.forget: set(),
    }
    data = {
        ConsultationFlow.request: lambda record, actors: {"provider": actors["noor"].provider.pk},
        ConsultationFlow.decline: {"reason": ""},
        ConsultationFlow.end: {"note": "Asked for by telephone."},
        ConsultationFlow.rate: {"stars": 5, "comment": "Clear words."},
        ConsultationFlow.schedule_end: lambda record, actors: {
            "ends_at": (clock.now() + timedelta(hours=1)).isoformat()
        },
    }

    @pytest.fixture
    def actors(self, alice, bob, tara, noor, sam):
        return {
            "alice": alice,
            "bob": bob,
            "tara": tara.user,
            "noor": noor.user,
            "sam": sam,
            "fin": make_person("Fin", roles=("finance",)),
            "ada": make_person("Ada", roles=("administrator",)),
            "nobody": AnonymousUser(),
        }

    def fresh(self, actors):
        return ask(actors["alice"], actors["tara"].provider)

    def arrange(self, state, actors):
        """What runs has a meter and money, so each is led there by the doors."""
        running = Consultation.objects.under_way().of_customer(actors["alice"]).first()
        if state == "requested":
            return self.fresh(actors)
        if running is None:
            running = self.fresh(actors)
        if (
            running.is_waiting
            and not running.has_answer
            and state in {"accepted", "active", "ended"}
        ):
            running = accept(running)
            both_heard(running)
        if state in {"active", "ended"} and running.is_waiting:
            running = start(running)
        if state == "ended":
            return end(running, actors["alice"])
        if state in {"accepted", "active"}:
            return running
        return place(running, state)
