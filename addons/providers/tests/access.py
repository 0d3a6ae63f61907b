"""Who finds what of a provider: see addons/base/testing/access.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

from addons.base.testing.access import EVERYBODY, Cells, console_of, rest_of
from addons.base.workflow import Door, System
from addons.base.workflow.doors import create, perform
from addons.providers.flow import ProviderFlow
from addons.providers.models import DayOff, PortfolioImage, Provider, ProviderService, WorkingHours

HERE = (28.6139, 77.2090)


def things(people: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    ours = made_provider(people["provider"], made["category"])
    made_provider(people["other_provider"], made["category"])
    picture = PortfolioImage.objects.create(provider=ours, image=made["image"])
    day_off = DayOff.objects.create(
        provider=ours, first_day=date(2030, 1, 1), last_day=date(2030, 1, 2)
    )
    return {"provider": ours, "portfolio": picture, "day_off": day_off}


def made_provider(user: Any, category: Any) -> Provider:
    data = {"display_name": user.name, "latitude": str(HERE[0]), "longitude": str(HERE[1])}
    provider = create(Provider, actor=user, data=data, via=Door.PORTAL)
    provider = perform(provider, ProviderFlow.verify, actor=System("test"), via=Door.COMMAND)
    ProviderService.objects.create(provider=provider, category=category, price=Decimal(500))
    WorkingHours.objects.bulk_create(
        WorkingHours(provider=provider, weekday=day, start=time(0), end=time(0)) for day in range(7)
    )
    return perform(provider, ProviderFlow.go_on_duty, actor=user, via=Door.PORTAL)


VERIFIES = {"administrator", "dispatcher", "support_manager"}
OWN = Cells("provider", {"provider"}, get=405)
# A verified provider's page is public.
PUBLIC = Cells("provider", EVERYBODY)
DESK = Cells("provider", VERIFIES, given={"state": "verified", "transition": "suspend"})

PAGES = {
    **rest_of("providers", PUBLIC),
    "api/v1/providers/<int:id>/slots/": PUBLIC,
    "api/v1/providers/<int:id>/reviews/": PUBLIC,
    "providers/<int:pk>/": PUBLIC,
    "providers/<int:pk>/do/<slug:transition>/": replace(DESK, finds=VERIFIES),
    "providers/me/days-off/<int:pk>/remove/": replace(OWN, thing="day_off"),
    "providers/me/portfolio/<int:pk>/remove/": replace(OWN, thing="portfolio"),
    **console_of("providers/provider", DESK, acts=VERIFIES, edits=VERIFIES),
}
TOPICS = {"providers.provider": PUBLIC}
