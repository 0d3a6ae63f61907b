"""The demo's providers: they applied, were checked, and said when and where they work."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.core.files.images import ImageFile
from django.utils.dateparse import parse_time
from wagtail.images import get_image_model

from addons.base import clock
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, edit, perform
from addons.catalog.models import ServiceCategory, ServiceItem
from fixtures import read
from fixtures.draw import draw_portrait, draw_work_photo

from .flow import ProviderFlow
from .models import (
    DayOff,
    PortfolioImage,
    Provider,
    ProviderItemPrice,
    ProviderService,
    WorkingHours,
)

BACK_OFFICE = System("demo")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
APPLIED = timedelta(days=100)
CHECKED = timedelta(days=98)


def make(*, scale: float) -> str:
    content, password = read("providers"), make_password("demo")
    for row in content["provider"]:
        with clock.at(clock.now() - APPLIED):
            provider = make_provider(row, password)
        say_what_and_when(provider, row, content["hours"][row["hours"]])
        show_pictures(provider, row)
        with clock.at(clock.now() - CHECKED):
            check_papers(provider, row)
    return f"{len(content['provider'])} providers"


def make_provider(row: dict[str, Any], password: str) -> Provider:
    user = get_user_model()(
        email=row["email"], name=row["name"], phone=row["phone"], password=password
    )
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    latitude, longitude = row["position"]
    data = {
        "display_name": row["name"],
        "bio": row["bio"],
        "latitude": latitude,
        "longitude": longitude,
        "radius_km": row["radius_km"],
    }
    return create(Provider, actor=user, data=data, via=Door.PORTAL)


def say_what_and_when(provider: Provider, row: dict[str, Any], hours: dict[str, list[str]]) -> None:
    categories = {c.slug: c for c in ServiceCategory.objects.all()}
    for service in row["categories"]:
        ProviderService.objects.create(
            provider=provider,
            category=categories[service["slug"]],
            price=service["price"],
            unit=service["unit"],
        )
    for slug, price in row.get("item_prices", {}).items():
        item = ServiceItem.objects.get(slug=slug)
        ProviderItemPrice.objects.create(provider=provider, item=item, price=price)
    for weekday, name in enumerate(WEEK):
        for span in hours[name]:
            start, end = span.split("-")
            WorkingHours.objects.create(
                provider=provider,
                weekday=weekday,
                start=parse_time(start),
                # Midnight at the day's end is stored as midnight.
                end=parse_time(end.replace("24:", "00:")),
            )
    today = clock.now().date()
    for days in row["days_off"]:
        day = today + timedelta(days=days)
        DayOff.objects.create(provider=provider, first_day=day, last_day=day)


def show_pictures(provider: Provider, row: dict[str, Any]) -> None:
    portrait = draw_portrait(row["email"], 384, look=row["look"])
    edit(
        provider,
        actor=BACK_OFFICE,
        data={"photo": store(row["name"], portrait).pk, "languages": row["languages"]},
        via=Door.COMMAND,
    )
    categories = {c.slug: c for c in ServiceCategory.objects.all()}
    for position, shown in enumerate(row["portfolio"]):
        drawn = draw_work_photo(shown["caption"], shown["category"], 800, scene=shown["scene"])
        PortfolioImage.objects.create(
            provider=provider,
            image=store(shown["caption"], drawn),
            category=categories[shown["category"]],
            caption=shown["caption"],
            position=position,
        )


def store(title: str, png: bytes) -> Any:
    name = "".join(c if c.isalnum() else "-" for c in title.lower())[:40]
    file = ImageFile(io.BytesIO(png), name=f"{name}.png")
    return get_image_model().objects.create(title=title[:255], file=file)


def check_papers(provider: Provider, row: dict[str, Any]) -> None:
    if row["verification"] == "applied":
        return
    provider = perform(provider, ProviderFlow.verify, actor=BACK_OFFICE, via=Door.COMMAND)
    if row["duty"] == "on_duty":
        provider = perform(provider, ProviderFlow.go_on_duty, actor=provider.user, via=Door.PORTAL)
    if row["verification"] == "suspended":
        data = {"reason": "Two customers reported work that was paid for and not done."}
        perform(provider, ProviderFlow.suspend, actor=BACK_OFFICE, data=data, via=Door.COMMAND)
