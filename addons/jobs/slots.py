"""What jobs hang on others: the time they take from providers, that these can be booked, and cash."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from addons.base.workflow.states import Text
from addons.catalog.models import ServiceCategory
from addons.providers.models import Provider
from addons.providers.points import BUSY, PROVIDER_ACTIONS, RATINGS, ProviderAction

from .models import Occupied
from .points import PAYMENT_METHODS, PaymentMethod


def occupied_quarters(start: datetime, end: datetime) -> QuerySet[Any]:
    return Occupied.objects.between(start, end)


BUSY.register("jobs", occupied_quarters)


def published_ratings(provider: Provider) -> tuple[int, int]:
    published = provider.work_sessions.published()
    figures = published.aggregate(number=Count("pk"), stars=Sum("rating_stars"))
    return figures["number"], figures["stars"] or 0


RATINGS.register("jobs", published_ratings)


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
