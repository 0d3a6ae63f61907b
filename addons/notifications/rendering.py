"""From a notice and its event to what one person reads, in their language and time zone."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from .models import Delivery, NotificationTemplate
from .points import Notice
from .texts import fill, one_line, shown, unknown_fields

logger = logging.getLogger(__name__)

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Letter:
    """What goes out. `remark` says what was wrong with the words, if anything was."""

    delivery: Delivery
    subject: str
    text: str
    url: str
    remark: str = ""


def render(notice: Notice, delivery: Delivery, context: Mapping[str, Any]) -> Letter:
    """The letter for the delivery's person and channel."""
    user = delivery.user
    with translation.override(user.language), timezone.override(ZoneInfo(user.time_zone)):
        known = {**context, **notice.personal(delivery.event, user)}
        values = {name: shown(known[name]) for name in notice.fields}
        subject, text, remark = _words(notice, delivery)
        return Letter(
            delivery=delivery,
            subject=one_line(fill(subject, values))[:LONGEST_TITLE],
            text=fill(text, values).strip(),
            url=_path(notice.url(delivery.event)),
            remark=remark,
        )


def _words(notice: Notice, delivery: Delivery) -> tuple[str, str, str]:
    """Subject and text as staff have changed them; as declared where they have not, or where
    their change no longer fits."""
    changed = NotificationTemplate.objects.filter(
        notice=notice.key, channel=delivery.channel, language=translation.get_language()
    ).first()
    subject, text = str(notice.subject_by(delivery.channel)), str(notice.text)
    if changed is None:
        return subject, text, ""
    unknown = unknown_fields(changed.subject + changed.text, notice.fields)
    if unknown:
        logger.error("The text %s names unknown fields: %s", changed.pk, unknown)
        return subject, text, f"unknown fields in the changed text: {', '.join(unknown)}"
    return changed.subject or subject, changed.text or text, ""


def _path(url: str) -> str:
    """A path of this site; anything else leads nowhere."""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""
