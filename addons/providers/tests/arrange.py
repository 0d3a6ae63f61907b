"""People and providers for the tests, made through the doors."""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from addons.base.workflow import Door
from addons.base.workflow.doors import create, edit, perform
from addons.catalog.models import ServiceCategory
from addons.providers.flow import ProviderFlow
from addons.providers.models import Provider, ProviderService, WorkingHours

CENTRE = (28.6139, 77.2090)
_number = count(1)


def person(**fields: Any) -> Any:
    number = next(_number)
    given = {"email": f"person{number}@example.com", "name": f"Person {number}"} | fields
    return get_user_model().objects.create_user(**given)


def dispatcher() -> Any:
    user = person(is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="dispatcher")[0])
    return user


def applicant(
    *, at: tuple[float, float] = CENTRE, zone: str = "Asia/Kolkata", **data: Any
) -> Provider:
    user = person(time_zone=zone)
    given = {"display_name": f"Provider {user.pk}", "latitude": at[0], "longitude": at[1]}
    return create(Provider, actor=user, via=Door.REST, data=given | data)


def provider(**given: Any) -> Provider:
    """A verified one on duty."""
    verified = do(applicant(**given), ProviderFlow.verify, actor=dispatcher())
    return do(verified, ProviderFlow.go_on_duty)


def do(record: Provider, transition: Any, *, actor: Any = None, **data: Any) -> Provider:
    """The transition, by the provider unless somebody else is named."""
    return perform(record, transition, actor=actor or record.user, via=Door.REST, data=data)


def change(record: Provider, **data: Any) -> Provider:
    return edit(record, actor=record.user, via=Door.REST, data=data)


def category(slug: str = "leak-repair", **fields: Any) -> ServiceCategory:
    return ServiceCategory.objects.get_or_create(slug=slug, defaults={"name": slug} | fields)[0]


def offer(record: Provider, service: ServiceCategory, price: int | str = 500) -> ProviderService:
    return record.services.create(category=service, price=Decimal(price))


def work(record: Provider, weekdays: Any, *stretches: str) -> None:
    """Working hours such as "09:00-17:30" on the weekdays, 0 being Monday."""
    for weekday in weekdays:
        for stretch in stretches:
            start, end = (
                time.fromisoformat(text.replace("24:00", "00:00")) for text in stretch.split("-")
            )
            WorkingHours.objects.create(provider=record, weekday=weekday, start=start, end=end)


EVERY_DAY = range(7)
