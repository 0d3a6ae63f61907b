"""Alice talks to Tara for 20.00 a minute and has 500.00; all through the doors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any

import pytest

from addons.base.testing.people import make_person
from addons.base.workflow import Door
from addons.base.workflow.doors import create, perform
from addons.catalog.models import ServiceCategory
from addons.consultations.models import Consultation, ConsultationRate
from addons.consultations.tests.arrange import (
    TEST,
    _began,
    accept,
    ask,
    pay_in,
    start,
)
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider, ProviderService, WorkingHours


@pytest.fixture(autouse=True)
def nothing_began() -> None:
    _began.clear()


@pytest.fixture
def category(db: None) -> ServiceCategory:
    return ServiceCategory.objects.create(
        name="Astrology",
        slug="astrology",
        kind=ServiceCategory.Kind.CONSULTATION,
        tax_rate=Decimal(18),
        commission_percent=Decimal(30),
    )


@pytest.fixture
def alice(db: None) -> Any:
    person = make_person("Alice")
    pay_in(person, Decimal("500.00"))
    return person


@pytest.fixture
def bob(db: None) -> Any:
    """Somebody with little money."""
    person = make_person("Bob")
    pay_in(person, Decimal("60.00"))
    return person


@pytest.fixture
def sam(db: None) -> Any:
    return make_person("Sam", roles=("support_manager",))


@pytest.fixture
def make_consultant(category: ServiceCategory) -> Callable[..., Provider]:
    def make(name: str, *, price: str = "20.00", **rate: Any) -> Provider:
        data = {
            "display_name": name.title(),
            "bio": "",
            "latitude": "28.6",
            "longitude": "77.2",
            "radius_km": "50",
        }
        provider = create(Provider, actor=make_person(name.title()), data=data, via=Door.PORTAL)
        provider = perform(provider, ProviderFlow.verify, actor=TEST, via=Door.COMMAND)
        ProviderService.objects.create(
            provider=provider, category=category, price=Decimal(price), unit="minute"
        )
        ConsultationRate.objects.create(provider=provider, **rate)
        WorkingHours.objects.bulk_create(
            WorkingHours(provider=provider, weekday=day, start=time(0), end=time(0))
            for day in range(7)
        )
        return perform(provider, ProviderFlow.go_on_duty, actor=provider.user, via=Door.PORTAL)

    return make


@pytest.fixture
def tara(make_consultant: Callable[..., Provider]) -> Provider:
    return make_consultant("tara")


@pytest.fixture
def noor(make_consultant: Callable[..., Provider]) -> Provider:
    return make_consultant("noor")


@pytest.fixture
def requested(alice: Any, tara: Provider) -> Consultation:
    return ask(alice, tara)


@pytest.fixture
def accepted(requested: Consultation, tara: Provider) -> Consultation:
    return accept(requested)


@pytest.fixture
def active(accepted: Consultation) -> Consultation:
    return start(accepted)
