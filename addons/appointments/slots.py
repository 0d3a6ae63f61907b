"""What appointments hang on others: the time they take, "Book a time", and a point of failure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS
from addons.catalog.models import ServiceCategory
from addons.providers.models import Provider
from addons.providers.points import BUSY, PROVIDER_ACTIONS, ProviderAction

from .models import TakenQuarter

FAULTS.register(
    "appointments:talk-asked", "The talk is asked for, not yet tied to its appointment."
)


def taken_quarters(start: datetime, end: datetime) -> QuerySet[Any]:
    return TakenQuarter.objects.between(start, end)


def booking_url(provider: Provider | None, category: ServiceCategory, at: datetime | None) -> str:
    """Where a time with them is booked; nobody books one with just anybody."""
    if provider is None or category.kind != ServiceCategory.Kind.CONSULTATION:
        return ""
    wanted = {"category": category.slug} | ({"at": at.isoformat()} if at is not None else {})
    return f"/appointments/with/{provider.pk}/?" + urlencode(wanted)


BUSY.register("appointments", taken_quarters)
PROVIDER_ACTIONS.register(
    "appointment", ProviderAction(_("Book a time"), "calendar-plus", booking_url)
)
