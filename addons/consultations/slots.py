"""What consultations hang on others: kinds of money, points of failure, ratings, "Talk now"."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS
from addons.catalog.models import ServiceCategory
from addons.ledger.points import TRANSFER_KINDS
from addons.providers.models import Provider
from addons.providers.points import (
    PROVIDER_ACTIONS,
    VOICES,
    ProviderAction,
    Voice,
    Voices,
    author_of,
)

from .models import Consultation

TRANSFER_KINDS.register("consultation", _("Consultation"))

FAULTS.register("consultations:meters-locked", "The tick has its meters, nothing is held yet.")
FAULTS.register("consultations:more-held", "More is held, the meters do not say so yet.")
FAULTS.register("consultations:meters-written", "The tick has written all, not committed.")
FAULTS.register("consultations:meter-stopped", "The end is written, the meter stands, unpaid.")
FAULTS.register("consultations:captured", "The charge is taken, there is no invoice yet.")
FAULTS.register("consultations:settled", "Charge and invoice are written, not committed.")


def talk_url(provider: Provider | None, category: ServiceCategory, at: datetime | None) -> str:
    """Where a talk with them begins; with nobody named, where the consultants are."""
    if category.kind != ServiceCategory.Kind.CONSULTATION or at is not None:
        return ""
    if provider is None:
        return "/c/?" + urlencode({"category": category.slug})
    return f"/c/with/{provider.pk}/?" + urlencode({"category": category.slug})


def published_ratings() -> QuerySet[Any]:
    return Consultation.objects.published()


def read_ratings(keys: list[Any], reader: Any) -> dict[Any, Voice]:
    found = Consultation.objects.filter(pk__in=keys).select_related("customer")
    return {
        consultation.pk: Voice(
            at=consultation.rating_published_at,
            stars=consultation.rating_stars,
            text=consultation.rating_comment,
            author=author_of(consultation.customer),
            service=gettext("Consultation"),
        )
        for consultation in found
    }


PROVIDER_ACTIONS.register("talk", ProviderAction(_("Talk now"), "chat-dots", talk_url))
VOICES.register(
    "consultations",
    Voices(
        published=published_ratings,
        stars="rating_stars",
        at="rating_published_at",
        read=read_ratings,
    ),
)
