"""What jobs hang on others: the time they take from providers, that these can be booked, and cash."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from addons.base.workflow.states import Text
from addons.catalog.models import ServiceCategory
from addons.providers.models import Provider
from addons.providers.points import (
    BUSY,
    PROVIDER_ACTIONS,
    VOICES,
    ProviderAction,
    Voice,
    Voices,
    author_of,
)

from .models import Occupied, WorkSession
from .points import PAYMENT_METHODS, PaymentMethod


def occupied_quarters(start: datetime, end: datetime) -> QuerySet[Any]:
    return Occupied.objects.between(start, end)


BUSY.register("jobs", occupied_quarters)


def published_ratings() -> QuerySet[Any]:
    return WorkSession.objects.published()


def read_ratings(keys: list[Any], reader: Any) -> dict[Any, Voice]:
    sessions = WorkSession.objects.filter(pk__in=keys).select_related("customer", "job__category")
    return {
        session.pk: Voice(
            at=session.rating_published_at,
            stars=session.rating_stars,
            text=session.rating_description,
            author=author_of(session.customer),
            service=session.job.category.name,
        )
        for session in sessions
    }


VOICES.register(
    "jobs",
    Voices(
        published=published_ratings,
        stars="rating_stars",
        at="rating_published_at",
        read=read_ratings,
    ),
)


def booking_url(provider: Provider | None, category: ServiceCategory, at: datetime | None) -> str:
    if category.kind != ServiceCategory.Kind.VISIT:
        return ""
    wanted = {"provider": provider.pk} if provider else {}
    if at is not None:
        wanted["at"] = at.isoformat()
    return f"/book/{category.slug}/" + (f"?{urlencode(wanted)}" if wanted else "")


PROVIDER_ACTIONS.register("book", ProviderAction(_("Book"), "calendar-plus", booking_url))


def explain_cash(category: ServiceCategory) -> Text:
    return _(
        "You pay the provider when the work is done. Cancelling before it starts costs nothing."
    )


PAYMENT_METHODS.register(
    "cash",
    PaymentMethod(
        label=_("Cash"),
        icon="cash-coin",
        explain=explain_cash,
        promise=_("You pay the provider in cash when the work is done."),
        total=_("Total, in cash"),
        offer_note=_("pays cash"),
        before_work=False,
        order=90,
    ),
)
