"""Alice books; Ravi, Mira and Omar are plumbers near her; Dora dispatches. All through the doors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.catalog.models import ServiceCategory
from addons.jobs.flow import JobFlow
from addons.jobs.models import Job
from addons.jobs.points import CONFIRMED, PAYMENT_METHODS, PaymentMethod
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider, ProviderService, WorkingHours

HERE = (28.6139, 77.2090)
TEST = System("test")


def person(name: str, *roles: str) -> Any:
    user = get_user_model().objects.create_user(
        email=f"{name}@example.com", name=name.title(), is_staff=bool(roles)
    )
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    return user


@pytest.fixture
def category(db: None) -> ServiceCategory:
    plumbing = ServiceCategory.objects.create(
        name="Plumbing", slug="plumbing", tax_rate=Decimal(18), commission_percent=Decimal(20)
    )
    return ServiceCategory.objects.create(name="Leak repair", slug="leak-repair", parent=plumbing)


@pytest.fixture
def alice(db: None) -> Any:
    return person("alice")


@pytest.fixture
def bob(db: None) -> Any:
    return person("bob")


@pytest.fixture
def dora(db: None) -> Any:
    return person("dora", "dispatcher")


@pytest.fixture
def make_provider(category: ServiceCategory) -> Callable[..., Provider]:
    def make(name: str, *, km_north: float = 1) -> Provider:
        data = {
            "display_name": name.title(),
            "bio": "",
            "latitude": str(HERE[0] + km_north / 111),
            "longitude": str(HERE[1]),
            "radius_km": "15",
        }
        provider = create(Provider, actor=person(name), data=data, via=Door.PORTAL)
        provider = perform(provider, ProviderFlow.verify, actor=TEST, via=Door.COMMAND)
        ProviderService.objects.create(provider=provider, category=category, price=Decimal(500))
        WorkingHours.objects.bulk_create(
            WorkingHours(provider=provider, weekday=day, start=time(0), end=time(0))
            for day in range(7)
        )
        return perform(provider, ProviderFlow.go_on_duty, actor=provider.user, via=Door.PORTAL)

    return make


@pytest.fixture
def ravi(make_provider: Callable[..., Provider]) -> Provider:
    return make_provider("ravi", km_north=1)


@pytest.fixture
def mira(make_provider: Callable[..., Provider]) -> Provider:
    return make_provider("mira", km_north=2)


@pytest.fixture
def omar(make_provider: Callable[..., Provider]) -> Provider:
    return make_provider("omar", km_north=3)


def booking(chosen: Provider | None = None, **more: Any) -> dict[str, Any]:
    return {
        "category": "leak-repair",
        "provider": chosen.pk if chosen else None,
        "description": "The kitchen tap drips.",
        "address": "12 Main Street",
        "area": "Connaught Place",
        "latitude": str(HERE[0]),
        "longitude": str(HERE[1]),
        "scheduled_at": None,
        "payment_method": "cash",
        **more,
    }


@pytest.fixture
def book(alice: Any, category: ServiceCategory) -> Callable[..., Job]:
    def book(chosen: Provider | None = None, *, by: Any = alice, **more: Any) -> Job:
        return create(Job, actor=by, data=booking(chosen, **more), via=Door.PORTAL)

    return book


@pytest.fixture
def accepted(book: Callable[..., Job], ravi: Provider) -> Job:
    return perform(book(ravi), JobFlow.accept, actor=ravi.user, via=Door.PORTAL)


@pytest.fixture
def started(accepted: Job, ravi: Provider) -> Job:
    data = {"code": ""}
    return perform(accepted, JobFlow.start, actor=ravi.user, data=data, via=Door.PORTAL)


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Completed work counts, as where no addon lets anybody confirm it."""
    monkeypatch.setattr(CONFIRMED, "_entries", [])


@pytest.fixture
def accept() -> Callable[..., Job]:
    def accept(job: Job, provider: Provider) -> Job:
        return perform(job, JobFlow.accept, actor=provider.user, via=Door.PORTAL)

    return accept


@pytest.fixture
def prepaid(category: ServiceCategory) -> ServiceCategory:
    """Work of the category is paid before it begins, as its parent says."""
    ServiceCategory.objects.filter(pk=category.parent_id).update(payment_timing="prepaid")
    return category


@pytest.fixture
def paid_in_shells(monkeypatch: pytest.MonkeyPatch) -> PaymentMethod:
    """Shells are given before the work; cash is the only other way."""
    shells = replace(
        PAYMENT_METHODS["cash"],
        label="Shells",
        explain=lambda category: "You give shells at once.",
        before_work=True,
        order=10,
    )
    methods = {"cash": PAYMENT_METHODS["cash"], "shells": shells}
    monkeypatch.setattr(PAYMENT_METHODS, "_entries", methods)
    return shells
