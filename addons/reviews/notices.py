"""What people are told about a review by inbox and e-mail."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from addons.base.models import Event
from addons.notifications.points import declare_notice

from .audiences import (
    both_sides,
    customer_of,
    provider_of,
    request_of,
    review_of,
    whoever_is_asked,
)
from .flow import ReviewFlow, ReviewRequestFlow

FIELDS = {
    "service": _("what was done"),
    "customer": _("the customer's name"),
    "provider": _("the provider's name"),
}
REVIEW_FIELDS = FIELDS | {
    "stars": _("how many stars"),
    "text": _("the review"),
    "answer": _("the provider's answer"),
    "reason": _("why"),
}


def facts(event: Event) -> dict[str, Any]:
    review = review_of(event)
    return {
        "service": review.job.category.name,
        "customer": review.customer.get_full_name(),
        "provider": review.provider.display_name,
        "stars": str(review.stars),
        "text": review.text,
        "answer": review.answer_text,
        "reason": event.reason,
    }


def asked_facts(event: Event) -> dict[str, Any]:
    job = request_of(event).job
    return {
        "service": job.category.name,
        "customer": job.customer.get_full_name(),
        "provider": job.provider.display_name if job.provider else "",
    }


def page_of(event: Event) -> str:
    return review_of(event).get_absolute_url()


def page_to_write(event: Event) -> str:
    return reverse("reviews:write", args=[request_of(event).job_id])


declare_notice(
    "asked",
    after=ReviewRequestFlow.ask,
    audience=whoever_is_asked,
    title=_("You may review a job"),
    subject=_("How was {service} with {provider}?"),
    text=_(
        "The work is done. Tell others how it was: a minute is enough, and it helps people choose. "
        "Everybody can read your review, with your first name."
    ),
    fields=FIELDS,
    context=asked_facts,
    url=page_to_write,
)
declare_notice(
    "reminded",
    after=ReviewRequestFlow.remind,
    audience=whoever_is_asked,
    title=_("A reminder to review a job"),
    subject=_("A word about {service} with {provider}?"),
    text=_("You have not reviewed this job yet. If you like, do it now: we do not ask again."),
    fields=FIELDS,
    context=asked_facts,
    url=page_to_write,
)
declare_notice(
    "written",
    after=ReviewFlow.write,
    audience=provider_of,
    title=_("A customer has reviewed you"),
    subject=_("{customer} gives you {stars} of 5 stars"),
    text=_("{service}: {text}\nYou can answer once, for everybody to read."),
    fields=REVIEW_FIELDS,
    context=facts,
    url=page_of,
)
declare_notice(
    "answered",
    after=ReviewFlow.answer,
    audience=customer_of,
    title=_("A provider has answered your review"),
    subject=_("{provider} has answered your review"),
    text=_("{answer}"),
    fields=REVIEW_FIELDS,
    context=facts,
    url=page_of,
)
declare_notice(
    "hidden",
    after=ReviewFlow.hide,
    audience=both_sides,
    title=_("A review is hidden"),
    subject=_("The review of {service} is hidden"),
    text=_(
        "Our staff has hidden the review: {reason}\nNobody else reads it now, and its stars do not "
        "count. If you think that is wrong, write to our support."
    ),
    fields=REVIEW_FIELDS,
    context=facts,
    url=page_of,
)
declare_notice(
    "shown",
    after=ReviewFlow.show,
    audience=both_sides,
    title=_("A review is shown again"),
    subject=_("The review of {service} is public again"),
    text=_("Everybody can read the review again, and its stars count."),
    fields=REVIEW_FIELDS,
    context=facts,
    url=page_of,
)
