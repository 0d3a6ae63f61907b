"""One's own provider profile in the API, and the duty switch."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from addons.base.money import as_json
from addons.base.points import ME, MeField
from addons.base.surfaces.answers import answer
from addons.base.surfaces.authentication import signed_in
from addons.base.surfaces.shapes import Input, Money
from addons.base.workflow import Door, NotFound
from addons.base.workflow.doors import edit, perform
from addons.base.workflow.unit import unit_of_work

from .api_shapes import ProviderOut, describe_card
from .flow import switch_to
from .models import Provider
from .search import card_of
from .states import Duty

mine = Router(tags=["me"])


class OwnService(Schema):
    category: str
    price: Money
    unit: str


class MyProvider(ProviderOut):
    display_name: str
    state_label: str
    latitude: float | None
    longitude: float | None
    radius_km: float
    services: list[OwnService]


class MyChanges(Input):
    """What is not given stays. `busy` is set by work."""

    duty: Literal["on_duty", "off_duty"] = None  # type: ignore[assignment]
    display_name: str = ""
    bio: str = ""
    languages: list[str] = []
    latitude: float = 0
    longitude: float = 0
    radius_km: float = 0


@mine.get(
    "/",
    operation_id="me_provider_read",
    auth=signed_in,
    response=MyProvider,
    summary="My provider profile",
)
def read_mine(request: HttpRequest) -> HttpResponse:
    return answer(describe_mine(own(request)))


@mine.patch(
    "/",
    operation_id="me_provider_change",
    auth=signed_in,
    response=MyProvider,
    summary="Change my provider profile or duty",
)
def change_mine(request: HttpRequest, data: MyChanges) -> HttpResponse:
    """All of it or, where something refuses, nothing of it."""
    provider = own(request)
    given = data.dict(exclude_unset=True)
    duty = given.pop("duty", None)

    def change() -> None:
        if given:
            edit(provider, actor=request.auth, via=Door.REST, data=given)
        if duty is not None and duty != provider.duty:
            perform(provider, switch_to(Duty(duty)), actor=request.auth, via=Door.REST)

    unit_of_work(change)
    return answer(describe_mine(own(request)))


def own(request: HttpRequest) -> Provider:
    provider: Provider | None = Provider.objects.for_cards().filter(user=request.auth).first()
    if provider is None:
        raise NotFound(_("You are no provider. Apply first."))
    return provider


def describe_mine(provider: Provider) -> dict[str, Any]:
    return describe_card(card_of(provider)) | {
        "display_name": provider.display_name,
        "state_label": provider.state_label,
        "latitude": provider.latitude,
        "longitude": provider.longitude,
        "radius_km": provider.radius_km,
        "services": [
            {"category": s.category.slug, "price": as_json(s.price), "unit": s.unit}
            for s in provider.services.all()
        ],
    }


def provider_id(user: Any) -> int | None:
    key: int | None = Provider.objects.filter(user=user).values_list("pk", flat=True).first()
    return key


ME.register("provider_id", MeField("provider_id", provider_id, int | None))
