"""What consultations hang on others: kinds of money, points of failure, ratings, "Talk now"."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from addons.base.faults import FAULTS
from addons.catalog.models import ServiceCategory
from addons.ledger.points import TRANSFER_KINDS
from addons.providers.models import Provider
from addons.providers.points import PROVIDER_ACTIONS, RATINGS, ProviderAction

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


def published_ratings(provider: Provider) -> tuple[int, int]:
    published = provider.consultations.published()
    figures = published.aggregate(number=Count("pk"), stars=Sum("rating_stars"))
    return figures["number"], figures["stars"] or 0


PROVIDER_ACTIONS.register("talk", ProviderAction(_("Talk now"), "chat-dots", talk_url))
RATINGS.register("consultations", published_ratings)
