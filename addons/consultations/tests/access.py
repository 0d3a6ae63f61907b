"""Who finds what of a consultation: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from addons.base.testing.access import SIGNED_IN, Cells, console_of, rest_of
from addons.base.workflow import Door
from addons.base.workflow.doors import perform
from addons.catalog.models import ServiceCategory
from addons.consultations.flow import ConsultationFlow
from addons.consultations.tests.arrange import TEST, ask, both_heard, pay_in
from addons.providers.flow import ProviderFlow
from addons.providers.models import ProviderService


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    category = ServiceCategory.objects.create(
        name="Astrology", slug="astrology", kind=ServiceCategory.Kind.CONSULTATION
    )
    provider = made["provider"]
    ProviderService.objects.create(
        provider=provider, category=category, price=Decimal("20.00"), unit="minute"
    )
    pay_in(people["customer"], Decimal("500.00"))
    # Other addons' things may bind them.
    free = ProviderFlow.become_busy, ProviderFlow.become_free
    for transition in free:
        perform(provider, transition, actor=TEST, via=Door.COMMAND)
    consultation = ask(people["customer"], provider)
    accept = ConsultationFlow.accept
    perform(consultation, accept, actor=people["provider"], via=Door.PORTAL)
    both_heard(consultation)
    return {
        "consultation": perform(
            consultation, ConsultationFlow.start, actor=people["customer"], via=Door.PORTAL
        )
    }


STEPS_IN = {"administrator", "support_agent", "support_manager"}
WATCHES = {*STEPS_IN, "finance"}
SIDES = {"customer", "provider"}
CONSULTATION = Cells("consultation", {*SIDES, *WATCHES})

PAGES = {
    **rest_of("consultations", CONSULTATION),
    "api/v1/consultations/<int:id>/messages/": CONSULTATION,
    "c/<int:pk>/": CONSULTATION,
    "c/<int:pk>/chat/": replace(CONSULTATION, finds={*SIDES, *STEPS_IN}),
    "c/<int:pk>/note/": replace(CONSULTATION, get=405),
    "c/<int:pk>/do/<slug:transition>/": Cells(
        "consultation", {*SIDES, *STEPS_IN}, given={"transition": "end"}
    ),
    "c/<int:pk>/part/<slug:part>/": replace(CONSULTATION, given={"part": "status"}),
    "c/with/<int:pk>/": Cells("provider", SIGNED_IN),
    **console_of(
        "consultations/consultation",
        Cells("consultation", WATCHES, given={"state": "active", "transition": "end"}),
        acts=STEPS_IN,
    ),
}
SOCKETS = {"consultations/<int:pk>/": CONSULTATION}
TOPICS = {"consultations.consultation": CONSULTATION}
