"""A request as `theme/pieces/offer_card.html` takes it, for the consultant who is asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addons.base.surfaces.portal import portal_actions
from addons.base.templatetags.theme import moment

from .charging import needed
from .models import Consultation
from .settling import shares_for


def shown_request(consultation: Consultation, reader: Any) -> dict[str, Any]:
    """Who asks, about what, what the first minutes bring, and how long there is to answer."""
    _increments, least = needed(consultation.tariff, consultation.minimum_minutes)
    return {
        "id": consultation.pk,
        "amount": shares_for(consultation, least).net,
        "title": consultation.category.name,
        "when": _("Now"),
        "where": _("Here, by chat"),
        "customer": consultation.customer.get_full_name(),
        "history": talks_before(consultation),
        "pay_note": _("the amount is for the first %(n)s minutes")
        % {"n": consultation.minimum_minutes},
        "deadline": consultation.wait_until,
        "total": consultation.seconds_to_wait,
        "until": str(moment(consultation.wait_until)),
        "actions": portal_actions(consultation, reader)[::-1],
    }


def talks_before(consultation: Consultation) -> str:
    talks = Consultation.objects.before(consultation).count()
    if not talks:
        return _("First talk with you")
    said = ngettext("%(n)s talk with you before", "%(n)s talks with you before", talks)
    return said % {"n": talks}
