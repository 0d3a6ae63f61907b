"""What the job's templates ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from addons.base.models import Attachment
from addons.base.surfaces.portal import render_part
from addons.base.templatetags.theme import moment

from ..models import Job
from ..shown import ShownJob

register = template.Library()


@register.simple_tag(takes_context=True)
def shown_part(context: dict[str, Any], record: Any, part: str) -> str:
    """One part of the page, the same that live events fetch again."""
    return SafeString(render_part(context["request"], record, part))  # our own template's output


@register.simple_tag(takes_context=True)
def shown_job(context: dict[str, Any], job: Job) -> ShownJob:
    return ShownJob(job, context["request"].user)


@register.simple_tag
def job_headline(shown: ShownJob) -> str:
    """Where things stand in one plain sentence, the time marked."""
    job, name = shown.job, shown.other_name
    when = moment(job.scheduled_at) if job.scheduled_at else _("now")
    sentences = {
        "pending": _("Waiting for an answer") if shown.is_customer else _("A new offer for you"),
        "assigned": _("{name} comes {when}")
        if shown.is_customer
        else _("{name} expects you {when}"),
        "in_progress": _("Work in progress"),
        "completed": _("The work is done"),
        "cancelled": _("This booking was cancelled"),
    }
    sentence = sentences.get(job.state, job.state_label)
    if job.is_confirmed:
        sentence = sentences["completed"]
    if job.is_held_back and shown.is_customer:
        sentence = _("Nobody is asked yet")
    if not shown.concerns_reader:
        sentence = _("This job is no longer open to you")
    mark = format_html('<mark class="when">{}</mark>', when)
    return format_html(sentence, name=name, when=mark)


@register.simple_tag
def provider_photo(job: Job, shown: ShownJob) -> str:
    """The provider's picture, for the customer."""
    provider = job.provider
    if not shown.is_customer or provider is None or provider.photo is None:
        return ""
    return str(provider.photo.file.url)


@register.simple_tag
def job_photos(job: Job) -> list[Attachment]:
    return list(Attachment.objects.filter(record_type=job.record_type, record_id=str(job.pk)))
