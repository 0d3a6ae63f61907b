"""What is kept of people who write to us, given out and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from addons.base.events.erase import erase_stream
from addons.base.points import PERSONAL, Personal
from addons.base.workflow import Door, System
from addons.base.workflow.doors import perform

from .flow import MailFlow
from .models import IncomingMail
from .models.incoming import ERASED
from .storing import forget_content

PRIVACY = System("privacy")


def theirs(user: Any) -> QuerySet[IncomingMail]:
    """Also those that nobody has taken, by the address."""
    by_address = Q(sender=user.email) if user.email else Q(pk=None)
    found: QuerySet[IncomingMail] = IncomingMail.objects.filter(Q(person=user) | by_address)
    return found.order_by("pk")


def mails_of(user: Any) -> Iterator[dict[str, Any]]:
    for mail in theirs(user):
        yield {
            "number": str(mail),
            "state": mail.state,
            "created_at": mail.created_at,
            "sender": mail.sender,
            "subject": mail.subject,
        }


def forget_mails(user: Any) -> None:
    for mail in theirs(user):
        forget_content(mail.raw)
        fresh = perform(mail, MailFlow.forget, actor=PRIVACY, via=Door.COMMAND)
        fresh.history.all().update(**ERASED)
        erase_stream(fresh)


PERSONAL.register("mailbox.IncomingMail", Personal("mailbox.IncomingMail", mails_of, forget_mails))
