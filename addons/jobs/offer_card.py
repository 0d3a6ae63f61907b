"""An offer as its card takes it, for the provider who is asked."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from addons.base.surfaces.portal import portal_actions

from .models import Job, Offer
from .points import PAYMENT_METHODS


def shown_offer(offer: Offer, reader: Any) -> dict[str, Any]:
    """The offer as its card takes it: who, what, about where, when, how much, and how long still."""
    job = offer.job
    method = PAYMENT_METHODS.get(job.payment_method)
    return {
        "id": offer.pk,
        "amount": job.subtotal - job.commission,
        "title": job.category.name,
        "when": date_format(timezone.localtime(job.scheduled_at), "j M, H:i")
        if job.scheduled_at
        else _("As soon as possible"),
        "where": job.area or _("Near you"),
        "distance": f"{offer.distance_m / 1000:.1f} km" if offer.distance_m is not None else "",
        "customer": job.customer.get_full_name(),
        "history": customers_record(job),
        "pay_note": method.offer_note if method else "",
        "deadline": offer.expires_at,
        "total": offer.seconds_given,
        "until": date_format(timezone.localtime(offer.expires_at), "H:i"),
        "text": job.description,
        # On a card, what commits comes last, under the thumb.
        "actions": portal_actions(job, reader)[::-1],
    }


def customers_record(job: Job) -> str:
    """How many jobs this customer had done here, and how many they cancelled."""
    figures = Job.objects.of_customer(job.customer).aggregate(
        done=Count("pk", filter=Q(state="completed")),
        cancelled=Count("pk", filter=Q(state="cancelled")),
    )
    text = ngettext(
        "%(done)s job done, %(cancelled)s cancelled",
        "%(done)s jobs done, %(cancelled)s cancelled",
        figures["done"],
    )
    return text % figures
