"""What is kept of a provider, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import ProviderFlow
from .models import Provider

PRIVACY = System("privacy")
# What says who they are, in the rows of long ago too.
PRIVATE: dict[str, Any] = {
    "display_name": "",
    "bio": "",
    "languages": [],
    "photo": None,
    "latitude": None,
    "longitude": None,
    "cell": None,
}


def profile_of(user: Any) -> Iterator[dict[str, Any]]:
    for provider in Provider.objects.filter(user=user):
        yield {
            "id": provider.pk,
            "display_name": provider.display_name,
            "bio": provider.bio,
            "languages": provider.languages,
            "latitude": provider.latitude,
            "longitude": provider.longitude,
            "radius_km": provider.radius_km,
            "state": provider.state,
            "photo": provider.photo.file.url if provider.photo else None,
            "portfolio": [
                {"picture": picture.image.file.url, "caption": picture.caption}
                for picture in provider.portfolio.select_related("image")
            ],
            "services": [str(service) for service in provider.services.all()],
            "working_hours": [str(hours) for hours in provider.working_hours.all()],
            "days_off": [str(days) for days in provider.days_off.all()],
            "earlier": list(provider.history.values("history_date", "display_name", "bio")),
        }


def forget_profile(user: Any) -> None:
    """The row stays for the work that was done; nothing on it says who did it."""
    for provider in Provider.objects.filter(user=user):
        pictures = [provider.photo, *(p.image for p in provider.portfolio.select_related("image"))]
        provider.portfolio.all().delete()
        provider.working_hours.all().delete()
        provider.days_off.all().delete()
        perform(provider, ProviderFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        provider.history.all().update(**PRIVATE)
        for picture in filter(None, pictures):
            # Its signal removes the file once this is committed.
            picture.delete()


PERSONAL.register("providers.Provider", Personal("providers.Provider", profile_of, forget_profile))
