"""The two channels that are always there: inbox and e-mail."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from addons.base import clock
from addons.base.events.wake import wake

from .models import Notification
from .points import CHANNELS, EMAIL, ENVELOPES, INBOX, Channel, Envelope
from .rendering import Letter


def put_into_inbox(letter: Letter) -> None:
    """Open pages hear of the new row by the tail, which is woken."""
    delivery = letter.delivery
    with transaction.atomic():
        Notification.objects.get_or_create(
            user=delivery.user,
            event_id=delivery.event_id,
            kind=delivery.notice,
            defaults={
                "title": letter.subject,
                "text": letter.text,
                "url": letter.url,
                "created_at": clock.now(),
            },
        )
        transaction.on_commit(wake, robust=True)


def send_mail(letter: Letter) -> None:
    user = letter.delivery.user
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    envelope = envelope_of(letter)
    context = {
        "letter": letter,
        "hint": envelope.hint,
        "link": settings.BASE_URL + letter.url if letter.url else "",
        "preferences": settings.BASE_URL + reverse("notifications:preferences"),
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    with translation.override(user.language):
        body = render_to_string("notifications/mail/notice.txt", context)
    EmailMessage(
        letter.subject,
        body,
        from_email=envelope.return_path or settings.DEFAULT_FROM_EMAIL,
        to=[user.email],
        reply_to=[envelope.reply_to] if envelope.reply_to else None,
        headers={
            **envelope.headers,
            "From": settings.DEFAULT_FROM_EMAIL,
            # The same for every attempt, so that a mail box can tell a repetition.
            "Message-ID": f"<notice-{letter.delivery.pk}@{host}>",
            # No machine should answer a machine.
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    ).send()


def envelope_of(letter: Letter) -> Envelope:
    """What the addons put on it; what the first of them sets stays."""
    whole = Envelope()
    for ask in ENVELOPES:
        if (more := ask(letter.delivery)) is not None:
            whole = Envelope(
                reply_to=whole.reply_to or more.reply_to,
                return_path=whole.return_path or more.return_path,
                headers={**more.headers, **whole.headers},
                hint=whole.hint or more.hint,
            )
    return whole


def own_page(user: Any) -> str:
    return str(user.pk)


def email_of(user: Any) -> str:
    return user.email or ""


CHANNELS.register(
    INBOX, Channel(INBOX, _("On this site"), own_page, put_into_inbox, repeats_safely=True)
)
CHANNELS.register(EMAIL, Channel(EMAIL, _("E-mail"), email_of, send_mail))
